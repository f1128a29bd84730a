import type { StatementResult } from '../../../agent-api.ts'
import { UserError } from '../../../errors.ts'
import { costOf } from '../../performance/cost.ts'
import { judge, measures } from '../../performance/judge.ts'
import { answerReadings, noAnswers, noResources, resourceReadings } from '../../performance/readings.ts'
import { type PerformanceReport, type SlowStatement, trendPoint } from '../../performance/report.ts'
import { trendWords } from '../../performance/trend-words.ts'
import { costText, judgedText, statementText } from '../../performance/words.ts'
import type { Noted, StepEnding } from '../../run.ts'
import { dayAndTime } from '../../times.ts'
import type { ObservationKind } from '../kinds.ts'
import { ending, patiently, type StepParts } from '../parts.ts'

/** What does not answer for so long is unknown, and no reason to keep the rest from people. */
const patienceMs = 5_000

/** What the processes of a service use now. */
export const resources: ObservationKind<{ service: string }> = {
  command: ({ service }) => `agent stats ${service}`,
  async look({ service }, _, parts) {
    const seen = await attempt(() => parts.agent.read('stats', { service }, parts.signal), parts)
    const readings = 'answer' in seen ? resourceReadings(seen.answer) : noResources(seen.why)
    return {
      ...ending('done', 'answer' in seen ? 'CPU and memory are measured.' : unknown(seen.why)),
      noted: { resources: readings },
    }
  },
}

/** How the chat has been lately, over all copies. */
export const answers: ObservationKind<object> = {
  command: () => 'assistant GET /api/ai/performance',
  async look(_, __, parts) {
    const { time_zone: zone } = parts.runbook().service
    const seen = await attempt(() => parts.assistant.performance(zone, parts.signal), parts)
    if (!('answer' in seen)) {
      return {
        ...ending('done', unknown(seen.why)),
        noted: { answers: { readings: noAnswers(seen.why), counted: null } },
      }
    }
    const { requests, usage } = seen.answer
    return {
      ...ending('done', `${requests.all} requests in ${requests.minutes} minutes.`),
      noted: {
        answers: {
          readings: answerReadings(seen.answer),
          counted: { withLess: requests.with_less, usage },
        },
      },
    }
  },
}

/** The statements that take longest. */
export const slowestStatements: ObservationKind<object> = {
  command: () => 'agent statement slowest_statements',
  async look(_, __, parts) {
    const call = () => parts.agent.read('statement', { statement: 'slowest_statements' }, parts.signal)
    const seen = await attempt(call, parts)
    if (!('answer' in seen)) {
      return { ...ending('done', unknown(seen.why)), noted: { slowest: { unknown: seen.why } } }
    }
    const slowest = statementsOf(seen.answer)
    return {
      ...ending(
        'done',
        slowest.length === 0 ? 'The database knows of none yet.' : `The slowest ${slowest.length} are noted.`,
      ),
      noted: { slowest },
      output: slowest.map(statementText),
    }
  },
}

/** Holds all of it against the limits, and keeps it for the trend. */
export const performanceReport: ObservationKind<object> = {
  keeps: true,
  command: () => 'compare with config/runbook.yml, keep the report',
  async look(_, { before, run }, { reports, runbook, clock }) {
    const { thresholds, model_prices: prices, service } = runbook()
    const { resources: used = noResources('it was not asked'), answers: chat, slowest = [] } = before
    const readings = { ...used, ...(chat?.readings ?? noAnswers('it was not asked')) }
    const judged = measures.map((measure) => judge(measure, readings[measure], thresholds))
    const at = clock.now().toISOString()
    const { picture, points } = await reports.keepPoint(run, trendPoint(at, judged))
    const counted = chat?.counted ?? null
    return endingOf({
      at,
      judged,
      answeredWithLess: counted?.withLess ?? null,
      cost: counted && {
        today: costOf(counted.usage.today, prices),
        week: costOf(counted.usage.week, prices),
      },
      slowest,
      picture:
        points.length < 2
          ? null
          : {
              id: picture,
              alt: trendWords(points, judged, (moment) => dayAndTime(moment, service.time_zone)),
            },
    })
  },
}

type Attempt<Answer> = { answer: Answer } | { why: string }

/** Asks for a moment; what cannot be had then is said. */
async function attempt<Answer>(ask: () => Promise<Answer>, parts: StepParts): Promise<Attempt<Answer>> {
  let why = 'it did not answer'
  const remembering = () =>
    ask().catch((error: unknown) => {
      if (error instanceof UserError) why = error.message.replace(/\.$/, '')
      throw error
    })
  const deadline = parts.clock.now().getTime() + patienceMs
  try {
    return (await patiently(remembering, deadline, parts)) ?? { why }
  } catch (error) {
    parts.signal.throwIfAborted()
    if (!(error instanceof UserError)) throw error
    return { why }
  }
}

const unknown = (why: string): string => `Unknown: ${why}.`

/** As the runbook's statement has it: the query, its mean time in milliseconds, how often. */
function statementsOf({ columns, rows }: StatementResult): SlowStatement[] {
  const at = (row: (string | null)[], name: string) => row[columns.indexOf(name)] ?? ''
  return rows.slice(0, 10).map((row) => ({
    query: at(row, 'query').replace(/\s+/g, ' ').trim(),
    meanMs: Number(at(row, 'mean_exec_time')),
    calls: Number(at(row, 'calls')),
  }))
}

function endingOf(report: PerformanceReport): StepEnding {
  const outside = report.judged.filter(({ state }) => state === 'warning' || state === 'critical').length
  const cost =
    report.cost === null
      ? []
      : [
          { label: 'Model today', value: costText(report.cost.today) },
          { label: 'Model, 7 days', value: costText(report.cost.week) },
        ]
  return {
    ...ending(
      'done',
      outside === 0 ? 'Nothing is outside normal.' : `${outside} of ${measures.length} are outside normal.`,
    ),
    evidence: [...report.judged.map((one) => ({ label: one.label, value: judgedText(one) })), ...cost],
    noted: { performance: report } satisfies Noted,
  }
}
