import { z } from 'zod'
import { bytesOf } from '../../src/agent/compose/usage.ts'
import { healthSchema, infoSchema, performanceSchema } from '../../src/assistant-api.ts'
import type { RunbookSettings } from '../../src/runbook-settings.ts'
import { type Judged, judge, measures } from '../../src/sops/performance/judge.ts'
import { answerReadings, noResources, resourceReadings } from '../../src/sops/performance/readings.ts'
import { judgedText } from '../../src/sops/performance/words.ts'
import type { Fact, Facts } from './facts.ts'

type State = Judged['state']

interface Line {
  label: string
  state: State
  text: string
}

/** What to print, and how the script ends: 0 normal, 1 warning or unknown, 2 critical. */
export function monitorReport(
  facts: Facts,
  thresholds: RunbookSettings['thresholds'],
): { lines: string[]; exitCode: number } {
  const readings = { ...resourcesIn(facts), ...answersIn(facts) }
  const judged = measures.map((measure) => judge(measure, readings[measure], thresholds))
  const rows: Line[] = [
    healthIn(facts.get('health')),
    ...judged.map((one) => ({ label: one.label, state: one.state, text: judgedText(one) })),
  ]
  const outside = rows.filter(({ state }) => state === 'warning' || state === 'critical').length
  const unknown = rows.filter(({ state }) => state === 'unknown').length
  const worst = rows.some(({ state }) => state === 'critical')
    ? 'critical'
    : outside > 0
      ? 'warning'
      : 'normal'
  const counts = [
    ...(outside > 0 ? [`${outside} of ${rows.length} outside normal`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ]
  return {
    lines: [
      [worst.toUpperCase(), infoText(facts.get('info')), ...counts].join(' · '),
      ...rows.map(({ label, state, text }) => `${state.padEnd(8)}  ${label.padEnd(16)}  ${text}`),
    ],
    exitCode: worst === 'critical' ? 2 : worst === 'warning' || unknown > 0 ? 1 : 0,
  }
}

function healthIn(fact: Fact | undefined): Line {
  const label = 'Health'
  const health = parsed(healthSchema, fact)
  if (health === undefined) return { label, state: 'critical', text: `no answer${because(fact)}` }
  const lacking = Object.entries(health.dependencies).filter(
    ([, { state }]) => state === 'down' || state === 'degraded',
  )
  const state = { ok: 'normal', degraded: 'warning', down: 'critical' } as const
  const text = [health.status, ...lacking.map(([name, { state }]) => `${name} ${state}`)].join(', ')
  return { label, state: state[health.status], text }
}

function infoText(fact: Fact | undefined): string {
  const info = parsed(infoSchema, fact)
  if (info === undefined) return `version unknown${because(fact)}`
  return `version ${info.version}, since ${info.started_at}, model ${info.models.chat ?? 'none'}`
}

function answersIn(facts: Facts) {
  const fact = facts.get('performance')
  const performance = parsed(performanceSchema, fact)
  if (performance !== undefined) return answerReadings(performance)
  const unknown = { state: 'unknown', why: `the assistant did not tell${because(fact)}` } as const
  return { response_time: unknown, error_rate: unknown, active_sessions: unknown }
}

const statsSchema = z.object({ ID: z.string(), CPUPerc: z.string(), MemUsage: z.string() })

function resourcesIn(facts: Facts) {
  const [stats, limits] = [linesOf(facts.get('stats')), linesOf(facts.get('limits'))]
  if (stats.length === 0) return noResources('no container of ai_assistant runs, or Docker does not answer')
  const cores = facts.get('cores')?.status || 1
  const replicas = stats.map((line, index) => {
    const { ID, CPUPerc, MemUsage } = statsSchema.parse(JSON.parse(line))
    const limit = Number(limits[index] ?? 0) / 1e9
    return {
      id: ID,
      started_at: '',
      cpu_percent: Number.parseFloat(CPUPerc) || 0,
      cpu_cores: limit > 0 ? limit : cores,
      memory_bytes: bytesOf(MemUsage.split('/')[0] ?? ''),
      memory_limit_bytes: null,
    }
  })
  return resourceReadings({ service: 'ai_assistant', replicas })
}

const linesOf = (fact: Fact | undefined): string[] =>
  fact?.body.split('\n').filter((line) => line !== '') ?? []

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  fact: Fact | undefined,
): z.output<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(fact?.body ?? ''))
  } catch {
    return undefined
  }
}

function because(fact: Fact | undefined): string {
  if (fact === undefined || Number.isNaN(fact.status) || fact.status === 0) return ''
  if (fact.status === 401) return ' (401: the token is missing or has run out)'
  return ` (${fact.status})`
}
