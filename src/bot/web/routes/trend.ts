import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { UserError } from '../../../errors.ts'
import { dayAndTime } from '../../../sops/times.ts'
import { trendPath } from '../../reports/trend-path.ts'
import { drawTrend } from '../../reports/trend-picture.ts'
import type { WebCollaborators } from '../collaborators.ts'
import { parse } from '../parse.ts'

const paramsSchema = z.object({ picture: z.uuid({ error: 'must be the id of a picture' }) })

/**
 * The trend of a report on the performance as a picture, for whoever has its address: Slack fetches it without
 * signing in. Its id is random; it shows five curves and nothing else.
 */
export function addTrendRoute(
  server: FastifyInstance,
  { trendOf, runbook }: Pick<WebCollaborators, 'trendOf' | 'runbook'>,
): void {
  server.get(`${trendPath}/:picture`, { config: { open: true } }, async (request, reply) => {
    const points = await trendOf(parse(paramsSchema, request.params).picture)
    if (points === null) {
      throw new UserError('no_picture', 'There is no such picture.', { status: 404, action: 'See /ai runs.' })
    }
    const { thresholds, service } = runbook()
    const picture = await drawTrend(points, thresholds, (at) => dayAndTime(at, service.time_zone))
    return await reply.type('image/png').header('cache-control', 'private, max-age=86400').send(picture)
  })
}
