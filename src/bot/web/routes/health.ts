import type { FastifyInstance } from 'fastify'
import type { WebCollaborators } from '../collaborators.ts'

/** How the bot is, for whoever watches it. */
export function addHealthRoute(server: FastifyInstance, { health }: Pick<WebCollaborators, 'health'>): void {
  server.get('/health', { config: { open: true } }, async (_, reply) => {
    const found = await health()
    return reply.status(found.status === 'down' ? 503 : 200).send(found)
  })
}
