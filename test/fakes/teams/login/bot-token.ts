import { jwtVerify } from 'jose'
import type { Answer } from '../answer.ts'
import { connectorIssuer } from '../bot-tokens.ts'
import type { Keys } from '../keys.ts'
import type { World } from '../world.ts'
import { refusedByEntra } from './entra-error.ts'

/** The tokens by which the bot calls the Connector. */
export interface BotTokens {
  /** How long one lasts, in seconds. */
  lifetimeS: number
  /** How many were issued. */
  issued(): number
  /** From now on none that was issued is taken any more. */
  revokeAll(): void
  /** Answers a request for one. */
  issue(form: Record<string, string>): Promise<Answer>
  /** Whether a call with this header may be made. */
  isValid(authorization: string | undefined): Promise<boolean>
}

/** Issues tokens, and checks them. */
export function botTokens(world: World, { entra }: Keys): BotTokens {
  const valid = new Set<string>()
  let count = 0
  const tokens: BotTokens = {
    lifetimeS: 3_599,
    issued: () => count,
    revokeAll: () => valid.clear(),
    issue: async (form) => {
      if (form['scope'] !== `${connectorIssuer}/.default`)
        return refusedByEntra(
          400,
          'invalid_scope',
          70_011,
          `The provided value for scope ${form['scope']} is not valid.`,
        )
      count += 1
      const id = `bot-token-${count}`
      const token = await entra.sign(claimsOf(world, id), { from: 0, until: tokens.lifetimeS })
      valid.add(id)
      const lasts = { expires_in: tokens.lifetimeS, ext_expires_in: tokens.lifetimeS }
      return { status: 200, body: { token_type: 'Bearer', ...lasts, access_token: token } }
    },
    isValid: async (authorization) => {
      const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? ''
      try {
        const options = { audience: connectorIssuer, currentDate: world.clock.now() }
        const { payload } = await jwtVerify(token, entra.publicKey, options)
        return payload['appid'] === world.app.id && valid.has(payload.jti ?? '')
      } catch {
        return false
      }
    },
  }
  return tokens
}

const claimsOf = ({ tenant, app }: World, id: string) => ({
  aud: connectorIssuer,
  iss: `https://sts.windows.net/${tenant.id}/`,
  appid: app.id,
  appidacr: '1',
  idp: `https://sts.windows.net/${tenant.id}/`,
  tid: tenant.id,
  ver: '1.0',
  jti: id,
})
