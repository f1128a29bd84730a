import type { Logs } from '../../agent-api.ts'
import { UserError } from '../../errors.ts'
import { within } from '../assistant/patience.ts'
import { logsCard } from '../cards/logs.ts'
import { problemCard } from '../cards/problem.ts'
import type { Asked, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'
import { listedServices } from '../runs/services.ts'
import { reviewLogs, reviewWords } from './log-review.ts'
import { logWords } from './words-of-logs.ts'

const linesRead = 200
const patienceMs = 8_000

/** Shows the newest lines of a service's log; `review` has the logs reviewed. */
export async function logs({ text }: Asked, request: Request): Promise<undefined> {
  const review = reviewWords(text)
  if (review !== null) return await reviewLogs(review, request)
  const { platform, delivery, person, signal, with: facts } = request
  const zone = facts.runbook().service.time_zone
  const wanted = logWords(text, facts.clock.now(), zone)
  const show = (card: ReturnType<typeof logsCard>) =>
    platform.whisper(delivery.place, person.id, replyKey(delivery), card)
  try {
    await show(logsCard(await read(), wanted, zone))
  } catch (error) {
    if (!(error instanceof UserError) || signal.aborted || error.status !== 404) throw error
    await show(problemCard(error, await otherLogs()))
  }

  async function read(): Promise<Logs> {
    const call = {
      service: wanted.service,
      lines: linesRead,
      errors_only: wanted.errorsOnly,
      ...(wanted.since !== null && { since: wanted.since.toISOString() }),
    }
    return await facts.agent.read('logs', call, within(patienceMs, signal))
  }

  async function otherLogs() {
    const listed = (await listedServices(facts.agent, signal)) ?? []
    return listed
      .slice(0, 5)
      .map(({ service }) => ({ label: `Log of ${service}`.slice(0, 29), action: 'logs', value: service }))
  }
}
