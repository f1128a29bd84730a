import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { assistantPaths } from '../../../assistant-api.ts'
import { citedPath } from '../../cited.ts'
import type { WebCollaborators } from '../collaborators.ts'
import { forward } from '../forward.ts'
import { idSchema, parse } from '../parse.ts'

const paramsSchema = z.object({ token: z.string().max(300) })

/** Originals that were cited elsewhere, for whoever has the link: nothing else opens by it. */
export function addCitedRoute(server: FastifyInstance, { assistant, cited }: WebCollaborators): void {
  if (cited === null) return
  server.get(`${citedPath}/:token`, { config: { open: true } }, (request, reply) => {
    const { token } = parse(paramsSchema, request.params)
    const path = assistantPaths.documentFile(parse(idSchema, cited.documentIn(token)))
    return forward({ caller: { subject: 'bot', roles: ['staff'] }, path }, request, reply, assistant)
  })
}
