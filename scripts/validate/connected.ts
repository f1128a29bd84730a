import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { Installation } from './installation.ts'

/** Whether the three places that hold the token keys fit each other. */
export function keyProblems({ stack, assistant }: Installation): string[] {
  const publicKey = publicHalf(stack['TOKEN_PRIVATE_KEY'] ?? '')
  if (publicKey === null) return ['TOKEN_PRIVATE_KEY in .env is no Ed25519 key (PKCS#8, base64).']
  const places = { '.env': stack, '.env.production': assistant }
  return Object.entries(places)
    .filter(([, values]) => values['TOKEN_PUBLIC_KEY'] !== publicKey)
    .map(([file]) => `TOKEN_PUBLIC_KEY in ${file} does not belong to TOKEN_PRIVATE_KEY in .env.`)
}

function publicHalf(privateKey: string): string | null {
  try {
    const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), type: 'pkcs8', format: 'der' })
    if (key.asymmetricKeyType !== 'ed25519') return null
    return createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')
  } catch {
    return null
  }
}

/** Hexadecimal or the like: what can stand in an address as it is. */
const soundPassword = /^[A-Za-z0-9._~-]{24,}$/

const passwords = [
  'DATABASE_ADMIN_PASSWORD',
  'DATABASE_OWNER_PASSWORD',
  'DATABASE_APP_PASSWORD',
  'DATABASE_AGENT_PASSWORD',
  'DATABASE_MAINTENANCE_PASSWORD',
  'OPS_DATABASE_ADMIN_PASSWORD',
  'OPS_DATABASE_OWNER_PASSWORD',
  'OPS_DATABASE_APP_PASSWORD',
]

export function passwordProblems({ stack }: Installation): string[] {
  const weak = passwords
    .filter((name) => !soundPassword.test(stack[name] ?? ''))
    .map((name) => `${name} in .env must be at least 24 letters and digits.`)
  const isShared = new Set(passwords.map((name) => stack[name])).size < passwords.length
  return isShared ? [...weak, 'Two roles have the same password in .env.'] : weak
}

export function roleProblems({ stack, assistant }: Installation): string[] {
  if (!URL.canParse(assistant['DATABASE_URL'] ?? ''))
    return ['DATABASE_URL in .env.production is no address.']
  const { username, password } = new URL(assistant['DATABASE_URL'] ?? '')
  return [
    ...(username === 'assistant_app'
      ? []
      : [`DATABASE_URL in .env.production names ${username}; the assistant works as assistant_app.`]),
    ...(decodeURIComponent(password) === stack['DATABASE_APP_PASSWORD']
      ? []
      : ['The password in DATABASE_URL of .env.production is not DATABASE_APP_PASSWORD of .env.']),
  ]
}

export function addressProblems({ stack }: Installation): string[] {
  const { PUBLIC_URL = '', DOMAIN = '' } = stack
  if (!URL.canParse(PUBLIC_URL)) return ['PUBLIC_URL in .env is no address.']
  const { protocol, hostname, pathname } = new URL(PUBLIC_URL)
  return [
    ...(protocol === 'https:' ? [] : ['PUBLIC_URL in .env must begin with https://.']),
    ...(hostname === DOMAIN ? [] : [`PUBLIC_URL in .env is of ${hostname}, and DOMAIN is ${DOMAIN}.`]),
    ...(pathname === '/' ? [] : ['PUBLIC_URL in .env must be a host alone, without a path.']),
  ]
}
