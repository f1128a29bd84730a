import type { FastifyRequest } from 'fastify'

/** Whether somebody waits for a page, who can read no JSON: a browser going to an address. */
export function isPageCall({
  method,
  url,
  headers,
}: Pick<FastifyRequest, 'method' | 'url' | 'headers'>): boolean {
  const isGoing = method === 'GET' || method === 'HEAD' || url.startsWith('/sign-in')
  return isGoing && !url.startsWith('/api/') && (headers.accept ?? '').includes('text/html')
}
