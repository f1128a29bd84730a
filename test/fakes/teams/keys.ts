import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'

/** A key that signs, and how it is published. */
export interface SigningKey {
  id: string
  published: JWK
  /** The key for checking. */
  publicKey: Awaited<ReturnType<typeof generateKeyPair>>['publicKey']
  /** Signs claims; `until` and `from` are in seconds from now. */
  sign(claims: JWTPayload, times: { from?: number; until: number }): Promise<string>
}

/** Makes a key; `endorsements` say whom it may speak for. */
export async function signingKey(id: string, endorsements?: string[]): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const published = {
    ...(await exportJWK(publicKey)),
    kid: id,
    x5t: id,
    alg: 'RS256',
    use: 'sig',
    ...(endorsements !== undefined && { endorsements }),
  }
  return {
    id,
    published,
    publicKey,
    sign: async (claims, { from = -300, until }) => {
      const now = Math.floor(Date.now() / 1_000)
      return await new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: id, x5t: id, typ: 'JWT' })
        .setIssuedAt(now + from)
        .setNotBefore(now + from)
        .setExpirationTime(now + until)
        .sign(privateKey)
    },
  }
}

/** The keys of a Teams. */
export interface Keys {
  /** Signs what is sent to bots. */
  connector: SigningKey
  /** Published beside it, for another channel. */
  webchat: SigningKey
  /** Of the sign-in service: tokens for bots and people. */
  entra: SigningKey
  /** Published nowhere, but each says that it is the one above. */
  forged: { connector: SigningKey; entra: SigningKey }
}

let made: Promise<Keys> | undefined

/** The keys of every Teams of a process: to make them takes long. */
export function teamsKeys(): Promise<Keys> {
  made ??= makeKeys()
  return made
}

async function makeKeys(): Promise<Keys> {
  const [connector, webchat, entra, ...forged] = await Promise.all([
    signingKey('connector-1', ['msteams', 'skype', 'agents']),
    signingKey('webchat-1', ['webchat']),
    signingKey('entra-1'),
    signingKey('connector-1'),
    signingKey('entra-1'),
  ])
  return { connector, webchat, entra, forged: { connector: forged[0], entra: forged[1] } }
}
