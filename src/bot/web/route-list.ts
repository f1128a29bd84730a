import type { FastifyInstance } from 'fastify'

/** Writes to the log, for whoever looks closely, which routes there are and which of them are open to anybody. */
export function listRoutes(server: FastifyInstance): void {
  const routes: { route: string; open: boolean }[] = []
  server.addHook('onRoute', ({ method, url, config }) => {
    const open = config?.open === true
    for (const one of [method].flat()) routes.push({ route: `${one} ${url}`, open })
  })
  server.addHook('onReady', async () => server.log.debug({ routes }, 'routes'))
}
