import * as openid from 'openid-client'
import { z } from 'zod'
import { type Config, publicUrl } from '../../../config.ts'
import { codeOf, messageOf, UserError } from '../../../errors.ts'
import type { Logger } from '../../../log.ts'
import { type Issuer, issuerAt } from '../../openid.ts'

/** What must be remembered between the way to Slack and the way back. */
export const flowSchema = z.strictObject({ state: z.string(), nonce: z.string(), verifier: z.string() })
export type Flow = z.infer<typeof flowSchema>

/** Signing in with Slack, by OpenID Connect. */
export interface SlackSignIn {
  /** The way to Slack. @throws UserError where Slack is away. */
  begin(): Promise<{ url: string; flow: Flow }>
  /**
   * Reads what Slack answered, as the query of the address at which people come back.
   * @returns the member id. @throws UserError where it is not one of our workspace's, or Slack is away.
   */
  finish(query: string, flow: Flow): Promise<string>
}

/** Where people come back to. */
export const slackCallbackPath = '/sign-in/slack/callback'

const wanted = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_TEAM_ID'] as const

const claimsSchema = z.object({
  'https://slack.com/user_id': z.string().min(1),
  'https://slack.com/team_id': z.string().min(1),
})

/**
 * Opens signing in with Slack; nobody is asked yet. Null where it is not set up.
 * @throws UserError where it is set up by half.
 */
export function openSlackSignIn(config: Config, log: Logger): SlackSignIn | null {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: secret, SLACK_TEAM_ID: team } = config
  const missing = wanted.filter((name) => config[name] === undefined)
  if (missing.length === wanted.length) return null
  if (clientId === undefined || secret === undefined || team === undefined) {
    throw new UserError('bad_setting', `For sign-in with Slack, ${missing.join(' and ')} is missing.`, {
      action: `Set ${wanted.join(', ')}, or none of them.`,
    })
  }
  const issuer = issuerAt(config.SLACK_ISSUER, clientId, secret)
  const callback = publicUrl(config) + slackCallbackPath
  return {
    begin: () => explained(log, async () => begin(await issuer(), callback, team)),
    finish: (query, flow) =>
      explained(log, async () => memberIn(await answered(await issuer(), callback + query, flow), team)),
  }
}

async function begin(issuer: Issuer, callback: string, team: string): Promise<{ url: string; flow: Flow }> {
  const flow = {
    state: openid.randomState(),
    nonce: openid.randomNonce(),
    verifier: openid.randomPKCECodeVerifier(),
  }
  const url = openid.buildAuthorizationUrl(issuer, {
    redirect_uri: callback,
    scope: 'openid profile',
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(flow.verifier),
    code_challenge_method: 'S256',
    team,
  })
  return { url: url.href, flow }
}

async function answered(issuer: Issuer, address: string, { state, nonce, verifier }: Flow): Promise<unknown> {
  const tokens = await openid.authorizationCodeGrant(issuer, new URL(address), {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  })
  return tokens.claims()
}

function memberIn(claims: unknown, team: string): string {
  const { 'https://slack.com/user_id': userId, 'https://slack.com/team_id': teamId } =
    claimsSchema.parse(claims)
  if (teamId === team) return userId
  throw new UserError('other_workspace', 'You signed in to another Slack workspace.', {
    status: 403,
    action: 'Sign in again and choose the workspace of this installation.',
  })
}

/** What goes wrong on the way, in sentences; the log has the cause. */
async function explained<Result>(log: Logger, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    const problem = isDenied(cause) ? denied(cause) : isAway(cause) ? away(cause) : unfit(cause)
    log.warn(
      { code: codeOf(cause), reason: messageOf(cause), why: problem.code },
      'sign-in with Slack failed',
    )
    throw problem
  }
}

const isDenied = (error: unknown): boolean =>
  error instanceof openid.AuthorizationResponseError && error.error === 'access_denied'

/** Whether Slack did not answer, or said that it cannot. */
function isAway(error: unknown): boolean {
  if (['OAUTH_TIMEOUT', 'OAUTH_ABORT'].includes(codeOf(error))) return true
  if (!(error instanceof Error)) return false
  const { cause } = error
  if (cause instanceof Response) return cause.status >= 500 || cause.status === 429
  return error.message === 'fetch failed' || isAway(cause)
}

function denied(cause: unknown): UserError {
  return new UserError('sign_in_denied', 'Slack was not allowed to say who you are.', {
    status: 403,
    action: 'Sign in again and press Allow.',
    cause,
  })
}

function away(cause: unknown): UserError {
  return new UserError('slack_away', 'Slack does not answer.', {
    status: 503,
    action: 'Try again in a minute, or sign in with a password, where you have one.',
    cause,
  })
}

function unfit(cause: unknown): UserError {
  return new UserError('bad_sign_in', "Slack's answer does not belong to this sign-in.", {
    status: 403,
    action: 'Sign in again.',
    cause,
  })
}
