import type { NewCase } from '../../oncall/store.ts'
import { stepsOf } from '../../sops/plan.ts'
import { type CaseAbout, type Run, runName } from '../../sops/run.ts'
import { verbOf } from '../cards/run/parts.ts'

/** What a case about a run says of it. */
export type AboutRun = Pick<NewCase, 'sourceKey' | 'question' | 'clause'> & {
  evidence: Omit<NewCase['evidence'], 'requestId'>
}

/** A case about a run: of each kind there is one, whoever opens it. */
export function aboutRun(run: Run, about: CaseAbout): AboutRun {
  const facts = { sourceKey: `run:${runName(run)}:${about}`, evidence: evidenceOf(run) }
  if (about === 'trouble') return { ...facts, question: troubleOf(run) }
  return { ...facts, question: emergencyOf(run), clause: breakGlass }
}

/** The seniors are told in business hours; nobody has to see to it at once. */
const breakGlass = { when: 'Break-glass', withinMinutes: 0, level: 2, severity: 'information' } as const

function troubleOf(run: Run): string {
  const { current, steps, why, status } = run.state
  const detail = current === null ? why : steps[current - 1]?.ending?.detail
  const step = current === null ? '' : ` at step ${current}`
  return `${whatOf(run)} is ${status}${step}: ${detail ?? why ?? 'see its record'}`
}

const emergencyOf = (run: Run): string =>
  `${whatOf(run)} was begun in an emergency without approval: “${run.state.emergencyReason ?? ''}” A review is owed.`

function whatOf({ plan, number }: Run): string {
  const what = `${verbOf(plan.procedure)} ${plan.thing ?? plan.parameters.service ?? ''}`.trim()
  return `${runName({ number })} (${what})`
}

function evidenceOf({ plan, state, number }: Run): AboutRun['evidence'] {
  const titles = stepsOf(plan).map(({ title }) => title)
  const tried = state.steps.flatMap(({ ending }, index) =>
    ending === null ? [] : [`${titles[index]}, ${ending.outcome}: ${ending.detail}`],
  )
  return { run: runName({ number }), tried }
}
