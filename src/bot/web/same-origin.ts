import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { type Config, publicUrl } from '../../config.ts'
import { UserError } from '../../errors.ts'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a method changes nothing. */
export function isReading(method: string): boolean {
  return reading.has(method)
}

/** Refuses every request that changes something and that a page of somebody else's made the browser send. */
export function refuseForeignPages(server: FastifyInstance, config: Config): void {
  server.addHook('onRequest', async ({ method, headers, identity }) => {
    if (isReading(method)) return
    const sender = senderOf(headers, config)
    // The browser adds the cookie to whatever a page sends, so with it there must be no doubt.
    if (sender === 'foreign' || (sender === 'unknown' && identity?.by === 'session')) throw foreignPage()
  })
}

/** @throws UserError where a request is not known to come from a page of ours. */
export function requireOwnPage(headers: IncomingHttpHeaders, config: Config): void {
  if (senderOf(headers, config) !== 'own') throw foreignPage()
}

/** Whose page sent a request, by what the browser says of it. */
function senderOf(headers: IncomingHttpHeaders, config: Config): 'own' | 'foreign' | 'unknown' {
  const { origin, host } = headers
  const site = headers['sec-fetch-site']
  if (origin === undefined && site === undefined) return 'unknown'
  const isOwnSite = site === undefined || site === 'same-origin'
  const isOwnOrigin = origin === undefined || ownOrigins(host, config).includes(origin)
  return isOwnSite && isOwnOrigin ? 'own' : 'foreign'
}

/** Where everything is encrypted, a page that came in the clear is not ours. */
function ownOrigins(host: string | undefined, config: Config): string[] {
  const own = new URL(publicUrl(config))
  return [own.origin, `https://${host}`, ...(own.protocol === 'https:' ? [] : [`http://${host}`])]
}

function foreignPage(): UserError {
  return new UserError('foreign_page', 'Another web site sent this request, so it was refused.', {
    status: 403,
    action: 'Open the chat itself and do it there.',
  })
}
