import { caseName } from '../../oncall/case.ts'
import { type Plan, stepsOf } from '../../sops/plan.ts'
import type { RunEvent, RunStatus, UnderStanding } from '../../sops/run.ts'
import { standingName } from '../../sops/standing/standing.ts'
import type { Tone } from '../card.ts'

/** A status as people read it. */
export const statusWords: Record<RunStatus, { word: string; tone: Tone }> = {
  waiting: { word: 'Waiting', tone: 'warning' },
  running: { word: 'Running', tone: 'neutral' },
  done: { word: 'Done', tone: 'good' },
  failed: { word: 'Failed', tone: 'critical' },
  unknown: { word: 'Unknown', tone: 'critical' },
  stopped: { word: 'Stopped', tone: 'neutral' },
  rejected: { word: 'Rejected', tone: 'neutral' },
  withdrawn: { word: 'Withdrawn', tone: 'neutral' },
  expired: { word: 'Expired', tone: 'neutral' },
  void: { word: 'Void', tone: 'neutral' },
}

/** What happened: after a person's name, or as a sentence where it happened by itself. */
export function eventWords(event: RunEvent, plan: Plan): string {
  switch (event.type) {
    case 'requested':
      return `asked for it${because(event.reason)}`
    case 'approved':
      return event.how === 'standing' ? standingWords(event.standing) : approvedWords[event.how]
    case 'broke-glass':
      return `went ahead in an emergency without approval${because(event.reason)}`
    case 'reviewed':
      return `reviewed it${because(event.note)}`
    case 'rejected':
      return `rejected it${because(event.reason)}`
    case 'withdrawn':
      return 'withdrew it'
    case 'expired':
      return 'It expired: nobody decided in time.'
    case 'voided':
      return `The plan is void: ${event.why}`
    case 'step-began':
      return `Step ${event.step} began: ${titleOf(event.step, plan)}${event.attempt > 1 ? `, attempt ${event.attempt}` : ''}`
    case 'step-progress':
      return `Step ${event.step}: ${event.progress}`
    case 'step-ended':
      return `Step ${event.step} ${event.ending.outcome}: ${event.ending.detail}`
    case 'stop-asked':
      return 'asked to stop after the step under way'
    case 'retry-asked':
      return `asked to try step ${event.step} again`
    case 'case-opened':
      return `Case ${caseName({ number: event.case })} was opened.`
    case 'document-removed':
      return 'removed the manual'
    case 'settled':
      return event.decision === 'continue'
        ? `decided to go on after step ${event.step}`
        : `decided to end it at step ${event.step}`
  }
}

const approvedWords = {
  own: 'confirmed it',
  another: 'approved it',
  none: 'asked for it, which is enough',
} as const

const standingWords = ({ id, digest, maximum }: UnderStanding): string =>
  `had approved it: standing approval ${standingName({ id })}, for at most ${maximum.toLocaleString('en')}, digest ${digest.slice(0, 4).toUpperCase()}`

const titleOf = (step: number, plan: Plan): string => stepsOf(plan)[step - 1]?.title ?? ''

function because(reason: string | null): string {
  return reason === null || reason === '' ? '' : `: ${reason}`
}
