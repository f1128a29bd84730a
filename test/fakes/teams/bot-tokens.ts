import { namedGuid } from './ids.ts'
import type { Keys } from './keys.ts'
import { serviceUrl, type World } from './world.ts'

/** What may be wrong with the token of a delivery. */
export type TokenFault =
  /** There is none. */
  | 'none'
  /** It is no token at all. */
  | 'garbage'
  /** Signed with a key that is not the Connector's, under its name. */
  | 'foreign-key'
  /** Signed with a key of the Connector's that does not speak for Teams. */
  | 'not-endorsed'
  /** Not signed, and says so. */
  | 'unsigned'
  | 'expired'
  /** It is valid from tomorrow on. */
  | 'early'
  /** For another bot. */
  | 'other-audience'
  | 'other-issuer'
  | 'other-service-url'
  | 'no-service-url'
  /** The one that the bot itself uses. */
  | 'own-token'

export const connectorIssuer = 'https://api.botframework.com'

/** The header by which the Connector proves that a delivery is its own; undefined for none. */
export async function authorization(
  world: World,
  keys: Keys,
  fault: TokenFault | undefined,
): Promise<string | undefined> {
  if (fault === 'none') return undefined
  if (fault === 'garbage') return 'Bearer not-a-token'
  const claims = claimsFor(world, fault)
  if (fault === 'unsigned') return `Bearer ${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`
  return `Bearer ${await keyFor(keys, fault).sign(claims, timesFor(fault))}`
}

function claimsFor(world: World, fault: TokenFault | undefined) {
  const { id } = world.app
  if (fault === 'own-token')
    return { iss: `https://sts.windows.net/${world.tenant.id}/`, aud: connectorIssuer, appid: id, ver: '1.0' }
  return {
    iss: fault === 'other-issuer' ? 'https://api.elsewhere.example' : connectorIssuer,
    aud: fault === 'other-audience' ? namedGuid('app elsewhere') : id,
    ...(fault !== 'no-service-url' && {
      serviceurl: fault === 'other-service-url' ? 'https://smba.elsewhere.example/' : serviceUrl(world),
    }),
  }
}

function keyFor({ connector, webchat, entra, forged }: Keys, fault: TokenFault | undefined) {
  if (fault === 'foreign-key') return forged.connector
  if (fault === 'not-endorsed') return webchat
  if (fault === 'own-token') return entra
  return connector
}

function timesFor(fault: TokenFault | undefined) {
  if (fault === 'expired') return { from: -7_200, until: -3_600 }
  if (fault === 'early') return { from: 86_400, until: 90_000 }
  return { until: 3_600 }
}

const part = (content: object): string => Buffer.from(JSON.stringify(content)).toString('base64url')
