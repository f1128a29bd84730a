import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { UserError } from '../../../errors.ts'

/** What guessing one password costs: OWASP's parameters for Argon2id, memory in KiB. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 }
/** In characters. */
const shortest = 12
const longest = 1_000
const saltBytes = 16
const hashBytes = 32

const derive = promisify(argon2)

type Salted = typeof cost & { salt: Buffer }
type Hashed = Salted & { hash: Buffer }

/** @throws UserError where a new password is too easy to guess. */
export function requireGoodPassword(password: string): void {
  const length = [...password].length
  if (length >= shortest && length <= longest && new Set(password).size >= 5) return
  throw new UserError('bad_password', `A password has at least ${shortest} characters, of which 5 differ.`, {
    action: 'Take a longer one, such as four words.',
  })
}

/** A password as it is kept: a PHC string with parameters, salt and hash. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  return textOf({ ...cost, salt, hash: await argon2id(password, { ...cost, salt }) })
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

/** Nobody's password: checking against it takes as long as checking against somebody's. */
const nobodys = textOf({ ...cost, salt: randomBytes(saltBytes), hash: randomBytes(hashBytes) })

/** Whether a password is the one that was kept. Where none was, it takes as long to say no. */
export async function verifyPassword(password: string, kept: string | null): Promise<boolean> {
  const { hash, ...rest } = read(kept ?? nobodys)
  return timingSafeEqual(await argon2id(password, rest), hash)
}

/** The same letters may be typed as different characters: they count as the same. */
const bytesOf = (password: string): Buffer => Buffer.from(password.normalize('NFKC'))

async function argon2id(password: string, { salt, ...parameters }: Salted): Promise<Buffer> {
  const message = bytesOf(password)
  return await derive('argon2id', { message, nonce: salt, tagLength: hashBytes, ...parameters })
}

function textOf({ memory, passes, parallelism, salt, hash }: Hashed): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`
}

const form = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

function read(text: string): Hashed {
  const [, memory, passes, parallelism, salt = '', hash = ''] = form.exec(text) ?? []
  if (memory === undefined) throw new Error('a kept password is no Argon2id string')
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}
