import type { FastifyInstance } from 'fastify'
import { UserError } from '../../errors.ts'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses every request that changes something and that a page of somebody else's made the browser send. */
export function refuseForeignPages(server: FastifyInstance): void {
  server.addHook('onRequest', async ({ method, headers }) => {
    if (reading.has(method)) return
    const { origin, host } = headers
    const site = headers['sec-fetch-site']
    const isOwn =
      (site === undefined || site === 'same-origin') &&
      (origin === undefined || origin === `http://${host}` || origin === `https://${host}`)
    if (isOwn) return
    throw new UserError('foreign_page', 'Another web site sent this request, so it was refused.', {
      status: 403,
      action: 'Open the chat itself and do it there.',
    })
  })
}
