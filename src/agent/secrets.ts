import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Config } from '../config.ts'
import { UserError } from '../errors.ts'
import { newTokenKeys } from '../tokens.ts'
import { readPrivate, writePrivate } from './private-file.ts'

const passwords = z.object({ superuser: z.string(), owner: z.string(), runtime: z.string() })

const schema = z.object({
  assistant: passwords,
  ops: passwords,
  tokens: z.object({ privateKey: z.string(), publicKey: z.string() }),
  /** Of the role of named statements, and of the one of upkeep; a data folder from before has none yet. */
  reader: z.string().optional(),
  maintainer: z.string().optional(),
})

/** What the agent made up for this data folder: the clusters' passwords, the keys of the tokens. */
export type Secrets = Required<z.infer<typeof schema>>
export type Passwords = z.infer<typeof passwords>

/** Reads the secrets, or makes them at the first start. */
export async function openSecrets(path: string): Promise<Secrets> {
  const kept = await readPrivate(path, schema)
  const made = kept ?? { assistant: newPasswords(), ops: newPasswords(), tokens: newTokenKeys() }
  const { reader = newPassword(), maintainer = newPassword() } = made as z.infer<typeof schema>
  const secrets = { ...made, reader, maintainer }
  if (kept?.reader === undefined || kept.maintainer === undefined) await writePrivate(path, secrets)
  return secrets
}

const newPassword = (): string => randomBytes(24).toString('hex')

function newPasswords(): Passwords {
  return { superuser: newPassword(), owner: newPassword(), runtime: newPassword() }
}

/**
 * The keys of the tokens between the processes, as the settings hold them: those that were set, or our own.
 * @throws UserError when only one of the two was set.
 */
export function tokenKeys(
  { TOKEN_PRIVATE_KEY, TOKEN_PUBLIC_KEY }: Config,
  { tokens }: Secrets,
): { TOKEN_PRIVATE_KEY: string; TOKEN_PUBLIC_KEY: string } {
  if (TOKEN_PRIVATE_KEY === undefined && TOKEN_PUBLIC_KEY === undefined) {
    return { TOKEN_PRIVATE_KEY: tokens.privateKey, TOKEN_PUBLIC_KEY: tokens.publicKey }
  }
  if (TOKEN_PRIVATE_KEY !== undefined && TOKEN_PUBLIC_KEY !== undefined) {
    return { TOKEN_PRIVATE_KEY, TOKEN_PUBLIC_KEY }
  }
  throw new UserError('bad_setting', 'Only one of TOKEN_PRIVATE_KEY and TOKEN_PUBLIC_KEY is set.', {
    action: 'Set both, or neither: then a pair is made.',
  })
}
