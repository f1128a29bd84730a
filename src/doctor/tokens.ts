import type { Config } from '../config.ts'
import { type Check, type Finding, failed, off, ok } from '../finding.ts'
import { tokenSigner, tokenVerifier } from '../tokens.ts'

/** Whether the keys of the tokens between the processes are keys, and belong together. */
export function tokenCheck({ TOKEN_PRIVATE_KEY: privateKey, TOKEN_PUBLIC_KEY: publicKey }: Config): Check {
  return {
    name: 'Token keys',
    look: async () => {
      if (privateKey === undefined) {
        return off(
          'TOKEN_PRIVATE_KEY is not set.',
          'That is right where npm start makes the keys, and where the bot does not run; else set it.',
        )
      }
      return await pairFinding(privateKey, publicKey)
    },
  }
}

async function pairFinding(privateKey: string, publicKey: string | undefined): Promise<Finding> {
  const caller = { subject: 'bot', roles: [] }
  const token = await keyed(() => tokenSigner(privateKey)(caller, 'assistant'))
  if (token === null) {
    return failed('TOKEN_PRIVATE_KEY is no key.', 'Make a pair (Ed25519), and set it as PKCS#8, base64.')
  }
  if (publicKey === undefined) return ok('TOKEN_PRIVATE_KEY is a key.')
  if ((await keyed(() => tokenVerifier(publicKey, 'assistant')(token))) !== null) {
    return ok('they are a pair.')
  }
  return failed('TOKEN_PUBLIC_KEY does not verify what the other signs.', 'Set both from the same pair.')
}

/** Works with a key; null where it is none, or not the right one. */
async function keyed<Result>(work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await work()
  } catch {
    return null
  }
}
