import { z } from 'zod'
import type { Config } from '../../../config.ts'
import { UserError } from '../../../errors.ts'
import { issuerAt } from '../../openid.ts'
import type { Provider } from './openid.ts'

const wanted = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_TEAM_ID'] as const

const claimsSchema = z.object({
  'https://slack.com/user_id': z.string().min(1),
  'https://slack.com/team_id': z.string().min(1),
})

/**
 * Slack, as one by whom people sign in. Null where it is not set up.
 * @throws UserError where it is set up by half.
 */
export function slackProvider(config: Config): Provider | null {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: secret, SLACK_TEAM_ID: team } = config
  const missing = wanted.filter((name) => config[name] === undefined)
  if (missing.length === wanted.length) return null
  if (clientId === undefined || secret === undefined || team === undefined) {
    throw new UserError('bad_setting', `For sign-in with Slack, ${missing.join(' and ')} is missing.`, {
      action: `Set ${wanted.join(', ')}, or none of them.`,
    })
  }
  return {
    way: 'slack',
    name: 'Slack',
    issuer: issuerAt(config.SLACK_ISSUER, clientId, secret),
    extra: { team },
    read: (claims) => ({ identity: memberIn(claims, team) }),
  }
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
