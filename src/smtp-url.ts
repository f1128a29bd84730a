/** A mail server, as SMTP_URL names it. */
export interface MailServer {
  host: string
  port: number
  /** From the first byte (smtps://), before anything else is said (STARTTLS), or not at all. */
  tls: 'at-once' | 'first' | 'none'
  login?: { user: string; password: string }
}

/**
 * Reads such as `smtps://user:password@mail.example.com` or `smtp://localhost:25`; parts of the login are
 * percent-encoded where they hold signs of their own.
 *
 * Whoever listens in must neither read what happened nor learn the password, and whoever stands between must not be able
 * to leave out the offer of TLS: so without TLS nothing is said, except to this machine itself. `?ignoreTLS=true` allows
 * it where the way to the server is one's own network, and never with a password; `?requireTLS=true` wants TLS of this
 * machine too. There is no setting that takes a certificate which nobody vouches for.
 * @throws Error that says what the address must be, and holds nothing of it.
 */
export function mailServerOf(address: string): MailServer {
  const url = URL.canParse(address) ? new URL(address) : null
  const isAddress = url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== ''
  if (!isAddress || !/^\/?$/.test(url.pathname) || url.hash !== '') throw new Error(form)
  const isSecure = url.protocol === 'smtps:'
  const wish = wishOf(url.search)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const login = loginOf(url)
  if (isSecure && wish === 'ignore') throw new Error('must not both be smtps:// and ignore TLS')
  if (wish === 'ignore' && login !== undefined && !isLoopback(host)) {
    throw new Error('must not ignore TLS where it holds a password')
  }
  return {
    host,
    port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
    tls: isSecure ? 'at-once' : wish === 'ignore' || (wish === null && isLoopback(host)) ? 'none' : 'first',
    ...(login !== undefined && { login }),
  }
}

const form = 'must look like smtps://user:password@mail.example.com or smtp://mail.example.com:587'

function wishOf(search: string): 'ignore' | 'require' | null {
  if (search === '') return null
  if (search === '?ignoreTLS=true') return 'ignore'
  if (search === '?requireTLS=true') return 'require'
  throw new Error('must end without anything after ?, or with ?requireTLS=true or ?ignoreTLS=true')
}

function loginOf({ username, password }: URL): MailServer['login'] {
  if (username === '' && password === '') return undefined
  if (username === '' || password === '') throw new Error('must hold both a user and a password, or neither')
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) }
  } catch {
    throw new Error('must have signs such as % in user and password percent-encoded')
  }
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host)
