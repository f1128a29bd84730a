import { createHash, randomBytes } from 'node:crypto'
import type { Answer } from '../answer.ts'
import type { Keys } from '../keys.ts'
import type { Person, World } from '../world.ts'
import { refusedByEntra } from './entra-error.ts'

/** What may be wrong with a sign-in. */
export type SignInFault =
  | 'denied'
  | 'token-refused'
  | 'foreign-key'
  | 'other-nonce'
  | 'other-audience'
  | 'other-issuer'
  | 'other-state'
  | 'other-tenant'
  | 'expired'
  | 'no-id-token'

/** People who sign in by Entra, as https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc tells it. */
export interface SignIn {
  /** Who signs in from now on. */
  person: Person | null
  /** What goes wrong from now on. */
  fault: SignInFault | null
  /** Whether the app asks for the optional claim `acct`: 0 for a member, 1 for a guest. */
  tellsGuests: boolean
  /** Answers a browser that comes to sign in. */
  authorize(asked: URLSearchParams): Answer
  /** Answers a request for tokens. */
  redeem(form: Record<string, string>): Promise<Answer>
}

interface Code {
  person: Person
  nonce: string
  challenge: string
  redirectUri: string
}

/** Lets people sign in. */
export function entraSignIn(world: World, keys: Keys): SignIn {
  const codes = new Map<string, Code>()
  const signIn: SignIn = {
    person: null,
    fault: null,
    tellsGuests: true,
    authorize: (asked) => {
      const { person, fault } = signIn
      if (person === null) throw new Error('nobody signs in')
      const back = new URL(asked.get('redirect_uri') ?? '')
      back.searchParams.set('state', fault === 'other-state' ? 'another' : (asked.get('state') ?? ''))
      if (fault === 'denied' || asked.get('client_id') !== world.app.id) {
        back.searchParams.set('error', 'access_denied')
      } else {
        const code = randomBytes(16).toString('hex')
        codes.set(code, {
          person,
          nonce: asked.get('nonce') ?? '',
          challenge: asked.get('code_challenge') ?? '',
          redirectUri: asked.get('redirect_uri') ?? '',
        })
        back.searchParams.set('code', code)
      }
      return { status: 302, headers: { location: back.href } }
    },
    redeem: async (form) => {
      const code = codes.get(form['code'] ?? '')
      codes.delete(form['code'] ?? '')
      const challenge = createHash('sha256')
        .update(form['code_verifier'] ?? '')
        .digest('base64url')
      if (signIn.fault === 'token-refused' || form['redirect_uri'] !== code?.redirectUri)
        return refusedByEntra(400, 'invalid_grant', 54_005, 'OAuth2 Authorization code was already redeemed.')
      if (challenge !== code?.challenge)
        return refusedByEntra(
          400,
          'invalid_grant',
          501_481,
          'The Code_Verifier does not match the code_challenge.',
        )
      const idToken = signIn.fault === 'no-id-token' ? {} : { id_token: await signed(code) }
      const body = {
        token_type: 'Bearer',
        scope: 'openid profile',
        expires_in: 3_599,
        access_token: 'fake',
        ...idToken,
      }
      return { status: 200, body }
    },
  }

  async function signed({ person, nonce }: Code): Promise<string> {
    const { fault } = signIn
    const tenantId = fault === 'other-tenant' ? crypto.randomUUID() : person.tenantId
    const issuer = loginIssuer(world, world.tenant.id)
    const claims = {
      iss: fault === 'other-issuer' ? 'https://login.elsewhere.example/v2.0' : issuer,
      aud: fault === 'other-audience' ? 'another app' : world.app.id,
      sub: createHash('sha256').update(person.id).digest('base64url'),
      oid: person.aadObjectId,
      tid: tenantId,
      name: person.fullName,
      preferred_username: person.email,
      nonce: fault === 'other-nonce' ? 'another' : nonce,
      ver: '2.0',
      ...(signIn.tellsGuests && { acct: person.isGuest ? 1 : 0 }),
    }
    const key = fault === 'foreign-key' ? keys.forged.entra : keys.entra
    return await key.sign(claims, fault === 'expired' ? { from: -7_200, until: -3_600 } : { until: 3_600 })
  }

  return signIn
}

/** Who signs for a tenant. */
export const loginIssuer = ({ address }: World, tenantId: string): string =>
  `${address}/login/${tenantId}/v2.0`
