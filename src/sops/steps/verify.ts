import { maxLogLines } from '../../agent-api.ts'
import { UserError } from '../../errors.ts'
import {
  checkHealthy,
  checkNewErrors,
  checkRunning,
  checkStartedAnew,
  checkStopped,
  type Verdict,
} from '../checks.ts'
import type { PlannedStep } from '../plan.ts'
import type { StepEnding } from '../run.ts'
import { type Before, ending, pause, type StepParts, serviceState } from './parts.ts'

type VerifyStep = Extract<PlannedStep, { kind: 'verify' }>

/** How long something that the service needs may be down before that is the verdict, in milliseconds. */
const patienceMs = 5_000

/** Looks again and again until it holds, for as long as it must; or fails with what was seen last. */
export async function verify(step: VerifyStep, before: Before, parts: StepParts): Promise<StepEnding> {
  const now = () => parts.clock.now().getTime()
  const began = now()
  let goodSince: number | null = null
  let lackingSince: number | null = null
  for (;;) {
    const seen = await lookOnce(step, before, parts)
    const at = now()
    if (seen.verdict === 'failed') return { ...ending('failed', seen.detail), ...shown(seen) }
    goodSince = seen.verdict === 'met' ? (goodSince ?? at) : null
    lackingSince = seen.lacks === undefined ? null : (lackingSince ?? at)
    if (goodSince !== null && at - goodSince >= step.forSeconds * 1_000) return proved(step, seen)
    if (seen.lacks !== undefined && lackingSince !== null && at - lackingSince >= patienceMs) {
      return await lacking(seen.lacks, parts)
    }
    const seconds = Math.round((at - began) / 1_000)
    if (seconds >= step.timeoutSeconds) return ending('failed', lastSeen(seen, seconds))
    await pause(parts.signal)
  }
}

/** What cannot be seen now may be seen soon: the agent may be restarting. */
async function lookOnce(step: VerifyStep, before: Before, parts: StepParts): Promise<Verdict> {
  try {
    return await look(step, before, parts)
  } catch (error) {
    parts.signal.throwIfAborted()
    if (!(error instanceof UserError)) throw error
    return { verdict: 'not-yet', detail: error.message, evidence: [] }
  }
}

async function look(step: VerifyStep, before: Before, parts: StepParts): Promise<Verdict> {
  const { agent, signal, timeText } = parts
  const { service } = step
  switch (step.check) {
    case 'started-anew':
      return checkStartedAnew(await serviceState(service, parts), before, timeText)
    case 'running':
      return checkRunning(await serviceState(service, parts), timeText)
    case 'stopped':
      return checkStopped(await serviceState(service, parts))
    case 'healthy':
      return checkHealthy(await agent.read('probe', { service }, signal))
    case 'no-new-errors': {
      const since = before.logUntil === undefined ? {} : { since: before.logUntil }
      const request = { service, lines: maxLogLines, errors_only: true, ...since }
      return checkNewErrors(await agent.read('logs', request, signal), before)
    }
  }
}

const shown = ({ evidence, output = [] }: Verdict) => ({ evidence, output })

function proved(step: VerifyStep, seen: Verdict): StepEnding {
  if (step.forSeconds === 0) return { ...ending('done', seen.detail), ...shown(seen) }
  const held = { label: 'Health', value: `good for ${step.forSeconds} s` }
  return { ...ending('done', seen.detail), evidence: [...seen.evidence, held] }
}

function lastSeen({ verdict, detail }: Verdict, seconds: number): string {
  if (verdict === 'met') return `It was good at last, but not for long enough within ${seconds} s.`
  return `${detail.replace(/\.$/, '')} for ${seconds} s.`
}

/** It works but for something that it needs: where that is stopped and may be started, this is what to do. */
async function lacking(name: string, parts: StepParts): Promise<StepEnding> {
  const known = name === 'database' ? 'db' : name
  const detail = `started, not healthy: ${name} down`
  const needed = await serviceState(known, parts).catch(() => null)
  if (needed?.state !== 'stopped' || !needed.allows.includes('start')) return ending('failed', detail)
  const remedy = { procedure: 'start', parameters: { service: known }, label: `Start ${known}…` }
  return { ...ending('failed', detail), remedy }
}
