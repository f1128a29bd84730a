import { type Action, may, type Person } from '../people.ts'
import type { Plan } from './plan.ts'

/** Who may run a procedure, and on whose word. */
export interface Gate {
  /** Who may ask for it. */
  ask: Action
  /** `own`: the one who asked confirms it; `another`: somebody else approves it; `none`: it begins at once. */
  approval: 'own' | 'another' | 'none'
  /** Who may confirm or approve. */
  approve: Action
  /** How long it waits for that. */
  minutes: number
  /** Who may go ahead without the other person; null: nobody. */
  breakGlass: Action | null
  /** Who looks at that afterwards. */
  review: Action | null
  /** Nobody's approval counts without a proved backup that is young enough; only an emergency goes without. */
  wantsBackup?: true
  /** Who approves types this of the plan, unless it is none: what was looked up, and what it is called. */
  typed?: { found: string; asks: string }
  /** It may run by the clock under a standing approval, for at most so many of what its plan counts. */
  standing?: { found: string; counts: string }
}

/** A procedure without a row cannot run. */
const gates: Record<string, Gate> = {
  restart: own('restart-service'),
  start: own('start-service'),
  stop: {
    ask: 'stop-service',
    approval: 'another',
    approve: 'approve-stop',
    minutes: 30,
    breakGlass: 'break-glass',
    review: 'review-run',
  },
  config: {
    ask: 'change-config',
    approval: 'another',
    approve: 'approve-config',
    minutes: 30,
    breakGlass: 'break-glass',
    review: 'review-run',
  },
  // The form that the manual came with was the confirmation.
  'add-manual': { ...unasked('upload-manuals'), minutes: 24 * 60 },
  maintenance: {
    ask: 'maintain-database',
    approval: 'another',
    approve: 'approve-maintenance',
    minutes: 30,
    breakGlass: 'maintain-database',
    review: 'review-run',
    wantsBackup: true,
    typed: { found: 'messages', asks: 'the number of messages that go' },
    standing: { found: 'messages', counts: 'messages' },
  },
  restore: {
    ask: 'restore-backup',
    approval: 'another',
    approve: 'approve-restore',
    minutes: 30,
    breakGlass: 'restore-backup',
    review: 'review-run',
    wantsBackup: true,
    typed: { found: 'backup_name', asks: 'the name of the backup' },
  },
  backup: unasked('make-backup'),
  'log-review': unasked('review-logs'),
  performance: unasked('see-performance'),
}

function own(action: Action): Gate {
  return { ask: action, approval: 'own', approve: action, minutes: 10, breakGlass: null, review: null }
}

/** For what only looks, or was decided when it was asked for: nobody confirms it once more. */
export function unasked(action: Action): Gate {
  return { ...own(action), approval: 'none' }
}

/** The gate of a procedure; undefined where nobody may run it. */
export function gateOf(procedure: string): Gate | undefined {
  return Object.hasOwn(gates, procedure) ? gates[procedure] : undefined
}

/** Whether there is a procedure that somebody may ask for or approve. */
export function worksWithRuns(person: Person): boolean {
  return Object.values(gates).some(({ ask, approve }) => may(person, ask) || may(person, approve))
}

/** What whoever approves a plan has to type, and what that is called; null where there is nothing. */
export function typedOf({ procedure, found = {} }: Pick<Plan, 'procedure' | 'found'>): Typed | null {
  const { typed } = gateOf(procedure) ?? {}
  const text = typed === undefined ? undefined : found[typed.found]
  return typed === undefined || text === undefined || text === '0' ? null : { text, asks: typed.asks }
}

interface Typed {
  text: string
  asks: string
}

/**
 * Whether a procedure may begin by the clock: nobody is there then who could confirm or approve it. What wants
 * another's approval has it beforehand.
 */
export function mayRunByClock(procedure: string): boolean {
  const gate = gateOf(procedure)
  return gate?.approval === 'none' || gate?.standing !== undefined
}

export type GateDecision = 'ask' | 'approve' | 'break-glass' | 'review'

/** Who decides, and whose matter it is. */
export interface Deciding {
  person: Person | undefined
  /** The id of the one who asked. */
  askedBy: string
  /** The id of the one who broke the glass. */
  brokenBy?: string | null
}

/** Whether a person may take a decision about a run of a procedure. */
export function allows(procedure: string, decision: GateDecision, who: Deciding): boolean {
  const gate = gateOf(procedure)
  if (gate === undefined || who.person === undefined) return false
  const isAsker = who.person.id === who.askedBy
  switch (decision) {
    case 'ask':
      return may(who.person, gate.ask)
    case 'approve':
      if (gate.approval === 'none') return false
      return may(who.person, gate.approve) && isAsker === (gate.approval === 'own')
    case 'break-glass':
      return gate.breakGlass !== null && may(who.person, gate.breakGlass) && isAsker
    case 'review':
      return gate.review !== null && may(who.person, gate.review) && who.person.id !== who.brokenBy
  }
}
