import type { IncomingMessage, ServerResponse } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { type Answer, answerWith } from '../answer.ts'
import type { Faults } from '../faults.ts'
import type { Keys } from '../keys.ts'
import type { World } from '../world.ts'
import type { BotTokens } from './bot-token.ts'
import { refusedByEntra } from './entra-error.ts'
import { loginIssuer, type SignIn } from './sign-in.ts'

export interface LoginParts {
  world: World
  keys: Keys
  tokens: BotTokens
  signIn: SignIn
  faults: Faults
  /** Every request for tokens, as its form. */
  tokenRequests: Record<string, string>[]
}

/** Answers what is asked of Entra at `/login/<tenant>/…`. */
export async function serveLogin(request: IncomingMessage, response: ServerResponse, parts: LoginParts) {
  const { world, keys, faults, signIn } = parts
  const { pathname, searchParams } = new URL(request.url ?? '', world.address)
  const [, , tenantId = '', ...rest] = pathname.split('/')
  const fault = (operation: 'login' | 'token') => faults.next(operation)
  switch (rest.join('/')) {
    case 'v2.0/.well-known/openid-configuration':
      return await answerWith(response, fault('login'), async () => described(world, tenantId))
    case 'discovery/v2.0/keys':
      return await answerWith(response, fault('login'), async () => ({
        status: 200,
        body: { keys: [keys.entra.published] },
      }))
    case 'oauth2/v2.0/authorize':
      return await answerWith(response, fault('login'), async () => signIn.authorize(searchParams))
    case 'oauth2/v2.0/token': {
      const form = readForm(request, await textOf(request))
      parts.tokenRequests.push(form)
      return await answerWith(response, fault('token'), () => tokenFor(tenantId, form, parts))
    }
    default:
      response.writeHead(404).end()
  }
}

async function tokenFor(tenantId: string, form: Record<string, string>, parts: LoginParts): Promise<Answer> {
  const { world, tokens, signIn } = parts
  if (tenantId !== world.tenant.id) return noTenant(tenantId)
  if (form['client_id'] !== world.app.id)
    return refusedByEntra(400, 'unauthorized_client', 700_016, 'Application was not found in the directory.')
  if (form['client_secret'] !== world.app.password)
    return refusedByEntra(401, 'invalid_client', 7_000_215, 'Invalid client secret provided.')
  switch (form['grant_type']) {
    case 'client_credentials':
      return await tokens.issue(form)
    case 'authorization_code':
      return await signIn.redeem(form)
    default:
      return refusedByEntra(
        400,
        'unsupported_grant_type',
        70_003,
        'The app requested an unsupported grant type.',
      )
  }
}

function described(world: World, tenantId: string): Answer {
  if (tenantId !== world.tenant.id) return noTenant(tenantId)
  const authority = `${world.address}/login/${tenantId}`
  return {
    status: 200,
    body: {
      issuer: loginIssuer(world, tenantId),
      authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
      token_endpoint: `${authority}/oauth2/v2.0/token`,
      jwks_uri: `${authority}/discovery/v2.0/keys`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      response_modes_supported: ['query', 'fragment', 'form_post'],
      response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['plain', 'S256'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      claims_supported: [
        'sub',
        'iss',
        'aud',
        'exp',
        'iat',
        'nonce',
        'preferred_username',
        'name',
        'tid',
        'ver',
      ],
    },
  }
}

const noTenant = (tenantId: string): Answer =>
  refusedByEntra(400, 'invalid_tenant', 90_002, `Tenant '${tenantId}' not found.`)

/** The secret may stand in the form, or in the header. */
function readForm({ headers }: IncomingMessage, written: string): Record<string, string> {
  const form = Object.fromEntries(new URLSearchParams(written))
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1]
  if (basic === undefined) return form
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent)
  return { ...form, client_id: id, client_secret: secret }
}
