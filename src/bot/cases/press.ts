import type { Actor } from '../../actor.ts'
import { later } from '../../clock.ts'
import { UserError } from '../../errors.ts'
import { type Case, caseName } from '../../oncall/case.ts'
import { clauseOfKey } from '../../oncall/clauses.ts'
import { type Action, may, type Person } from '../../people.ts'
import type { Collaborators } from '../handler.ts'
import { personNamed } from './named.ts'
import { snoozeMinutes } from './snooze.ts'

/** A button of a case that was pressed. */
export interface CasePress {
  action: string
  value: string
  /** What was typed at the press. */
  input?: string
}

export type PressFacts = Pick<Collaborators, 'cases' | 'caseActs' | 'people' | 'runbook' | 'clock'>

interface Deed {
  /** What one must be allowed to do. */
  action: Action
  act(parts: Parts, actor: Actor, facts: PressFacts): Promise<Case>
}

/** What each button of a case does to it. */
const deeds: Record<string, Deed> = {
  'case-take': {
    action: 'take-case',
    act: ({ number }, actor, { caseActs }) => caseActs.take(number, actor),
  },
  'case-take-over': {
    action: 'take-case',
    act: ({ number }, actor, { caseActs }) => caseActs.take(number, actor, true),
  },
  'case-raise': {
    action: 'take-case',
    // A button of an earlier version does not say from where.
    act: ({ number, rest, input }, actor, { caseActs }) =>
      caseActs.raise(number, input ?? null, actor, rest === '' ? undefined : rest),
  },
  'case-snooze': {
    action: 'take-case',
    act: async ({ number, rest }, actor, { cases, caseActs, clock }) => {
      const minutes = Number(rest)
      if (minutes !== snoozeMinutes(await existing(number, cases))) throw notOffered()
      return await caseActs.snooze(number, later(clock.now(), minutes * 60_000), actor)
    },
  },
  'case-add': {
    action: 'take-case',
    act: ({ number, input }, actor, { caseActs, people }) =>
      caseActs.add(number, personNamed(input ?? '', people()).id, actor),
  },
  'case-resolve': {
    action: 'take-case',
    act: async ({ number, input }, actor, { caseActs }) => {
      if (input === undefined) throw noCause()
      return await caseActs.resolve(number, input, actor)
    },
  },
  // The asker too, of their own.
  'case-declare': {
    action: 'get-a-person',
    act: async ({ number, rest }, actor, { cases, caseActs, runbook }) => {
      await mayDeclare(number, actor.person, cases)
      const clause = clauseOfKey(rest, runbook())
      if (clause === undefined) throw staleClause()
      return await caseActs.declare(number, clause, actor)
    },
  },
  'case-close': {
    action: 'get-a-person',
    act: async ({ number }, actor, { cases, caseActs }) => {
      await ownCase(number, actor.person, cases)
      return await caseActs.resolve(number, 'The asker needs nobody any more.', actor)
    },
  },
}

/** The actions that `pressCase` knows, and what one must be allowed to do for each. */
export const casePresses: readonly [string, Action][] = Object.entries(deeds).map(([name, { action }]) => [
  name,
  action,
])

/**
 * Does what a button of a case says.
 * @returns the case as it is then; its cards follow once somebody shows it or wakes the worker.
 * @throws UserError where this person may not, it cannot be done any more, or no card offers it.
 */
export async function pressCase(press: CasePress, actor: Actor, facts: PressFacts): Promise<Case> {
  const deed = Object.hasOwn(deeds, press.action) ? deeds[press.action] : undefined
  if (deed === undefined) throw notOffered()
  if (!may(actor.person, deed.action)) throw notForThem()
  return await deed.act(partsOf(press), actor, facts)
}

interface Parts {
  number: number
  /** What the button says besides. */
  rest: string
  input?: string
}

/** What a press says, in parts; a line of spaces is none. */
export function partsOf({ value, input }: CasePress): Parts {
  const [number = '', rest = ''] = value.split(' ')
  const typed = input?.trim()
  return { number: Number(number), rest, ...(typed && { input: typed }) }
}

/** The case of a number. @throws UserError where there is none. */
export async function existing(number: number, cases: Cases): Promise<Case> {
  const one = await cases.find(number)
  if (one !== null) return one
  throw new UserError('no_case', `There is no case ${caseName({ number })}.`, { action: 'See /ai cases.' })
}

type Cases = Pick<PressFacts['cases'], 'find'>

/** A case of this person's own. @throws UserError where it is somebody else's. */
export async function ownCase(number: number, person: Person, cases: Cases): Promise<Case> {
  const one = await existing(number, cases)
  if (one.openedBy === person.id) return one
  throw new UserError('not_yours', `${caseName(one)} was opened by somebody else.`, {
    status: 403,
    action: 'Those who see to it speak in its thread.',
  })
}

/** A case that this person may say the urgency of. @throws UserError where they may not. */
export async function mayDeclare(number: number, person: Person, cases: Cases): Promise<Case> {
  return may(person, 'take-case') ? await existing(number, cases) : await ownCase(number, person, cases)
}

/** What somebody hears who may not press a button. */
export function notForThem(): UserError {
  return new UserError('not_allowed', 'This button is not for your role.', { status: 403 })
}

function notOffered(): UserError {
  return new UserError('stale_button', 'This button is no longer in use.', {
    action: 'Look at the newest message of the conversation.',
  })
}

function noCause(): UserError {
  return new UserError('no_cause', 'A case is resolved with what it was.', {
    action: 'Say what the cause was and what helped; the asker is told.',
  })
}

function staleClause(): UserError {
  return new UserError('no_clause', 'The runbook does not have this clause any more.', {
    action: 'Press “Say how urgent it is…” again.',
  })
}
