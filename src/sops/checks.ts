import type { Logs, ProbeResult, ServiceState } from '../agent-api.ts'
import { errorKinds } from '../log-kinds.ts'
import type { Noted, StepEnding } from './run.ts'

/** What looking once told. */
export interface Verdict {
  verdict: 'met' | 'not-yet' | 'failed'
  /** What was seen, as a sentence. */
  detail: string
  evidence: StepEnding['evidence']
  output?: string[]
  /** For the card, and for later steps. */
  noted?: Noted
  /** What it depends on that is down: the reason, once it has stayed so for a moment. */
  lacks?: string
  /** How far something has got that takes its time: `reading page 120 of 1,300`. */
  progress?: string
}

/** Writes a time for people. */
type TimeText = (at: string) => string

/** Whether every process is another one than before. */
export function checkStartedAnew(now: ServiceState, before: Noted, timeText: TimeText): Verdict {
  const running = checkRunning(now, timeText)
  if (running.verdict !== 'met') return running
  const old = before.replicas
  if (old === undefined) return notYet('It is not known which process ran before.')
  const same = now.replicas.filter(({ id, started_at: at }) => isSameStart(old[id], at))
  if (same.length > 0) return notYet(`The process from before is still there (${same[0]?.id}).`)
  const [was] = Object.values(old).toSorted()
  if (was === undefined) return running
  const [is] = now.replicas.map(({ started_at: at }) => at).toSorted()
  const value = `${timeText(is ?? '')} (was ${timeText(was)})`
  return { ...running, evidence: [{ label: 'Started', value }] }
}

/** The system tells a start only roughly; the same number so much later is another process. */
function isSameStart(was: string | undefined, is: string): boolean {
  return was !== undefined && Math.abs(Date.parse(is) - Date.parse(was)) < 2_000
}

/** Whether it runs. */
export function checkRunning(now: ServiceState, timeText: TimeText): Verdict {
  const [first] = now.replicas
  if (now.state !== 'running' || first === undefined) return notYet(`${now.service} is ${now.state}.`)
  const started = timeText(first.started_at)
  return met(`${now.service} runs since ${started}.`, [{ label: 'Started', value: started }])
}

/** Whether no process of it is left. */
export function checkStopped(now: ServiceState): Verdict {
  if (now.state !== 'stopped' || now.replicas.length > 0) return notYet(`${now.service} is ${now.state}.`)
  return met(`${now.service} is stopped.`, [{ label: 'State', value: 'stopped' }])
}

/**
 * Whether every replica serves. One that serves with less than it should is well enough: what it lacks (a model
 * service that is away, no manuals yet) no restart brings back.
 */
export function checkHealthy({ service, replicas }: ProbeResult): Verdict {
  const bad = replicas.find(({ verdict }) => verdict === 'down')
  if (bad !== undefined) {
    const lacks = Object.entries(bad.dependencies).find(([, state]) => state === 'down')?.[0]
    return { ...notYet(bad.detail), ...(lacks !== undefined && { lacks }) }
  }
  if (replicas.length === 0) return notYet(`no process of ${service} answered`)
  const less = replicas.find(({ verdict }) => verdict === 'degraded')
  if (less === undefined) return met(`Health of ${service} is good.`, [])
  const value = lessening(less.dependencies) || less.detail
  return met(`${service} serves, with less than it should: ${value}.`, [{ label: 'With less', value }])
}

function lessening(dependencies: ProbeResult['replicas'][number]['dependencies']): string {
  return Object.entries(dependencies)
    .filter(([, state]) => state === 'down' || state === 'degraded')
    .map(([name, state]) => `${name} ${state}`)
    .join(', ')
}

/** Whether the log holds kinds of errors that it did not hold before. */
export function checkNewErrors({ lines }: Logs, before: Noted): Verdict {
  const since = Date.parse(before.logUntil ?? new Date(0).toISOString())
  const fresh = lines.filter(({ at }) => at === null || Date.parse(at) > since)
  const known = new Set(before.errorKinds ?? [])
  const kinds = errorKinds(fresh).filter((kind) => !known.has(kind))
  const evidence = [{ label: 'New errors', value: String(kinds.length) }]
  if (kinds.length === 0) return met('The log holds no new kind of error.', evidence)
  const many = kinds.length === 1 ? 'a new kind of error' : `${kinds.length} new kinds of errors`
  const output = fresh.filter((line) => errorKinds([line]).some((kind) => kinds.includes(kind)))
  return {
    verdict: 'failed',
    detail: `The log holds ${many} since the start: ${kinds[0]?.slice(0, 160)}`,
    evidence,
    output: output.slice(-5).map(({ text }) => text),
  }
}

const met = (detail: string, evidence: Verdict['evidence']): Verdict => ({ verdict: 'met', detail, evidence })
const notYet = (detail: string): Verdict => ({ verdict: 'not-yet', detail, evidence: [] })
