import { type Config, publicUrl } from '../../../config.ts'

/** Addresses that are nobody's destination. */
const noDestination = /^\/(sign-in|api|auth)(\/|$)/

/** Where to go after signing in: a path of our own that was asked for, or the start. Nothing leads elsewhere. */
export function ownPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > 2_000 || !wanted.startsWith('/')) return '/'
  const url = URL.parse(wanted, 'http://own.invalid')
  if (url === null || url.origin !== 'http://own.invalid' || noDestination.test(url.pathname)) return '/'
  const path = url.pathname + url.search + url.hash
  // What is a path by itself may be another host's name once it stands alone.
  return /^\/[/\\]/.test(path) ? '/' : path
}

/** A path of ours as browsers see it: PUBLIC_URL may have a path of its own. */
export function seenPath(config: Config, path: string): string {
  return new URL(publicUrl(config)).pathname.replace(/\/$/, '') + path
}

/** The way to the sign-in page, and from there to where somebody wanted to go. */
export function signInPath(to: string): string {
  const path = ownPath(to)
  return path === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(path)}`
}
