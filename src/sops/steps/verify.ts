import { UserError } from '../../errors.ts'
import type { Verdict } from '../checks.ts'
import type { PlannedVerify } from '../plan.ts'
import type { StepEnding } from '../run.ts'
import { checkOf } from './checks.ts'
import type { Moment } from './kinds.ts'
import { ending, lookEveryMs, pause, type StepParts, serviceState } from './parts.ts'

/** How long something that the service needs may be down before that is the verdict, in milliseconds. */
const patienceMs = 5_000

/**
 * Looks again and again until it holds, for as long as it must; or fails with what was seen last. Where a check
 * tells how far something has got, its time begins anew whenever it got further.
 */
export async function verify(step: PlannedVerify, moment: Moment, parts: StepParts): Promise<StepEnding> {
  const now = () => parts.clock.now().getTime()
  let began = now()
  let goodSince: number | null = null
  let lackingSince: number | null = null
  let progress: string | undefined
  for (;;) {
    const seen = await lookOnce(step, moment, parts)
    const at = now()
    if (seen.verdict === 'failed') return { ...ending('failed', seen.detail), ...shown(seen) }
    goodSince = seen.verdict === 'met' ? (goodSince ?? at) : null
    lackingSince = seen.lacks === undefined ? null : (lackingSince ?? at)
    if (goodSince !== null && at - goodSince >= step.forSeconds * 1_000) return proved(step, seen)
    if (seen.lacks !== undefined && lackingSince !== null && at - lackingSince >= patienceMs) {
      return await lacking(seen.lacks, parts)
    }
    if (seen.progress !== undefined && seen.progress !== progress) {
      progress = seen.progress
      began = at
      await parts.tell?.(progress)
    }
    const seconds = Math.round((at - began) / 1_000)
    if (seconds >= step.timeoutSeconds) return ending('failed', lastSeen(seen, seconds))
    // The last look comes when it has held for long enough, not a whole pause later.
    const still = goodSince === null ? lookEveryMs : goodSince + step.forSeconds * 1_000 - at
    await pause(parts.signal, Math.min(lookEveryMs, still))
  }
}

/** What cannot be seen now may be seen soon: the agent may be restarting. */
async function lookOnce(step: PlannedVerify, moment: Moment, parts: StepParts): Promise<Verdict> {
  try {
    return await checkOf(step).look(step, moment, parts)
  } catch (error) {
    parts.signal.throwIfAborted()
    if (!(error instanceof UserError)) throw error
    return { verdict: 'not-yet', detail: error.message, evidence: [] }
  }
}

const shown = ({ evidence, output = [], noted }: Verdict) => ({
  evidence,
  output,
  ...(noted !== undefined && { noted }),
})

function proved(step: PlannedVerify, seen: Verdict): StepEnding {
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
