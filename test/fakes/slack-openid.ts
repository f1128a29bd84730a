import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** What may be wrong with an answer. */
export type OpenIdFault =
  | 'denied'
  | 'discovery-down'
  | 'token-down'
  | 'token-refused'
  | 'foreign-key'
  | 'other-nonce'
  | 'other-audience'
  | 'other-issuer'
  | 'other-state'
  | 'expired'
  | 'no-id-token'

/** Who presses "Allow". */
export interface SlackMember {
  userId: string
  teamId: string
}

/** Slack's OpenID Connect on loopback, as https://docs.slack.dev/authentication/sign-in-with-slack/ tells it. */
export interface SlackOpenId {
  /** For SLACK_ISSUER. */
  issuer: string
  client: { id: string; secret: string }
  member: SlackMember
  /** What goes wrong from now on. */
  fault: OpenIdFault | null
  /** Every request for tokens, as its form. */
  tokenRequests: Record<string, string>[]
  stop(): Promise<void>
}

interface Code {
  nonce: string
  challenge: string
  redirectUri: string
}

/** Starts it; whoever comes is `member`. */
export async function startSlackOpenId(member: SlackMember): Promise<SlackOpenId> {
  const [own, foreign] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')]
  const keys = { keys: [{ ...(await exportJWK(own.publicKey)), kid: 'own', alg: 'RS256', use: 'sig' }] }
  const codes = new Map<string, Code>()
  const fake: SlackOpenId = {
    issuer: '',
    client: { id: '17000.42', secret: randomBytes(16).toString('hex') },
    member,
    fault: null,
    tokenRequests: [],
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }

  const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void> | void> =
    {
      '/.well-known/openid-configuration': (_, response) =>
        fake.fault === 'discovery-down'
          ? sendJson(response, { ok: false }, 503)
          : sendJson(response, metadataOf(fake)),
      '/openid/connect/keys': (_, response) => sendJson(response, keys),
      '/openid/connect/authorize': authorize,
      '/api/openid.connect.token': token,
    }

  function authorize({ url = '' }: IncomingMessage, response: ServerResponse): void {
    const asked = new URL(url, fake.issuer).searchParams
    const back = new URL(asked.get('redirect_uri') ?? '')
    back.searchParams.set('state', fake.fault === 'other-state' ? 'another' : (asked.get('state') ?? ''))
    if (fake.fault === 'denied') back.searchParams.set('error', 'access_denied')
    else {
      const code = randomBytes(16).toString('hex')
      codes.set(code, {
        nonce: asked.get('nonce') ?? '',
        challenge: asked.get('code_challenge') ?? '',
        redirectUri: asked.get('redirect_uri') ?? '',
      })
      back.searchParams.set('code', code)
    }
    response.writeHead(302, { location: back.href }).end()
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = Object.fromEntries(new URLSearchParams(await text(request)))
    fake.tokenRequests.push(form)
    if (fake.fault === 'token-down') return sendJson(response, { ok: false, error: 'internal_error' }, 500)
    const code = codes.get(form['code'] ?? '')
    codes.delete(form['code'] ?? '')
    const challenge = createHash('sha256')
      .update(form['code_verifier'] ?? '')
      .digest('base64url')
    const isRight =
      fake.fault !== 'token-refused' &&
      form['client_id'] === fake.client.id &&
      form['client_secret'] === fake.client.secret &&
      form['redirect_uri'] === code?.redirectUri &&
      challenge === code?.challenge
    // Slack says what is wrong with status 200.
    if (!isRight || code === undefined) return sendJson(response, { ok: false, error: 'invalid_code' })
    const idToken = fake.fault === 'no-id-token' ? {} : { id_token: await signed(code) }
    sendJson(response, { ok: true, access_token: 'xoxp-fake', token_type: 'Bearer', ...idToken })
  }

  async function signed({ nonce }: Code): Promise<string> {
    const { fault, issuer, client } = fake
    const { userId, teamId } = fake.member
    const now = Math.floor(Date.now() / 1_000)
    const claims = {
      nonce: fault === 'other-nonce' ? 'another' : nonce,
      'https://slack.com/user_id': userId,
      'https://slack.com/team_id': teamId,
    }
    return await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'own' })
      .setIssuer(fault === 'other-issuer' ? 'https://slack.example' : issuer)
      .setAudience(fault === 'other-audience' ? 'another app' : client.id)
      .setSubject(userId)
      .setIssuedAt(now - 600)
      .setExpirationTime(fault === 'expired' ? now - 300 : now + 300)
      .sign(fault === 'foreign-key' ? foreign.privateKey : own.privateKey)
  }

  const server = createServer((request, response) => {
    const route = routes[(request.url ?? '').split('?')[0] ?? '']
    if (route === undefined) sendJson(response, {}, 404)
    else void route(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  fake.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return fake
}

const metadataOf = ({ issuer }: SlackOpenId) => ({
  issuer,
  authorization_endpoint: `${issuer}/openid/connect/authorize`,
  token_endpoint: `${issuer}/api/openid.connect.token`,
  userinfo_endpoint: `${issuer}/api/openid.connect.userInfo`,
  jwks_uri: `${issuer}/openid/connect/keys`,
  scopes_supported: ['openid', 'profile', 'email'],
  response_types_supported: ['code'],
  response_modes_supported: ['form_post'],
  grant_types_supported: ['authorization_code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  claims_supported: ['sub', 'auth_time', 'iss'],
  token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
})

function sendJson(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}
