import { askingSchedule } from '../../../asker.ts'
import { caseName } from '../../../oncall/case.ts'
import { may } from '../../../people.ts'
import { shorten } from '../../../shorten.ts'
import { gateOf } from '../../../sops/gates.ts'
import { type PlannedStep, stepsOf } from '../../../sops/plan.ts'
import { type Run, runName } from '../../../sops/run.ts'
import type { Block, Button, Card, Tone } from '../../card.ts'
import type { RunView } from './view.ts'

/** What a run is called in the first line: `Restart · ai_assistant`. */
export const nameOfRun = ({ plan }: Run): string => `${verbOf(plan.procedure)} · ${thingOf(plan)}`

/** `Restart`, `Log review` */
export const verbOf = (procedure: string): string =>
  procedure.charAt(0).toUpperCase() + procedure.slice(1).replaceAll('-', ' ')

const thingOf = ({ thing, parameters, sop }: Run['plan']): string => thing ?? parameters.service ?? sop

/** Small print that ties a card to its run and plan, and says where it came from if nobody asked for it. */
export function runNote(run: Run, view: Pick<RunView, 'nameOf'>): Block {
  const schedule = askingSchedule(run.state.requestedBy)
  const by = schedule === null ? '' : ` · by ${schedule}`
  const under = underStanding(run, view)
  const on = under === null ? '' : ` · ${under}`
  return { kind: 'note', text: `${runName(run)} · ${planName(run)} · ${run.plan.sop}${by}${on}` }
}

/** `under the standing approval of Anna, asked by Petros`; null for what began otherwise. */
export function underStanding({ state }: Run, { nameOf }: Pick<RunView, 'nameOf'>): string | null {
  const { standing, approvedBy } = state
  if (standing === null || approvedBy === null) return null
  return `under the standing approval of ${nameOf(approvedBy)}, asked by ${nameOf(standing.askedBy)}`
}

/** `Plan 7F3A` */
export const planName = ({ plan }: Run): string => `Plan ${plan.digest.slice(0, 4).toUpperCase()}`

/** A card of a run; blocks that are absent are left out. */
export function cardOf(headline: string, tone: Tone, blocks: (Block | null)[]): Card {
  return { headline, tone, blocks: blocks.filter((block) => block !== null) }
}

/** The longest reason that somebody can give for what they do with a run, in characters. */
export const longestReason = 500

/** What somebody wrote or a program said, on one line. */
export const line = (text: string, limit = 240): string => shorten(text, limit)

export const text = (words: string): Block => ({ kind: 'text', text: words })

/** A row of buttons; no row where there is none. */
export function buttonRow(buttons: Button[], more: Button[] = []): Block | null {
  if (buttons.length + more.length === 0) return null
  const [first, ...rest] = more
  // What is behind "more" stands in front when nothing else does.
  if (buttons.length === 0 && first !== undefined) return buttonRow([first], rest)
  return { kind: 'buttons', buttons, ...(more.length > 0 && { more }) }
}

/** Leads to the page with everything that is known; a card for everybody has a button instead. */
export function recordLink({ viewer, recordUrl }: RunView): Block | null {
  if (viewer === null || !may(viewer, 'see-runs')) return null
  return { kind: 'link', label: 'Full record', url: recordUrl }
}

/** Shows everything that is known to whoever presses it, where a card stands before everybody. */
export function recordButton({ number }: Run, { viewer }: RunView): Button[] {
  return viewer === null ? [{ label: 'Full record', action: 'run-record', value: String(number) }] : []
}

/** Whether the card's reader works with such runs; a card for everybody offers what anybody may. */
export function mayOperate({ plan }: Run, { viewer }: RunView): boolean {
  const gate = gateOf(plan.procedure)
  return viewer === null || (gate !== undefined && may(viewer, gate.ask))
}

/** The planned step of a number, from 1; those of the rollback are numbered on. */
export function stepOf({ plan }: Run, number: number): PlannedStep {
  const step = stepsOf(plan)[number - 1]
  if (step === undefined) throw new Error(`the plan has no step ${number}`)
  return step
}

/** `step 5: Check health` */
export function stepName(run: Run, number: number): string {
  const own = run.plan.steps.length
  const name = number > own ? `rollback step ${number - own}` : `step ${number}`
  return `${name}: ${line(stepOf(run, number).title, 60)}`
}

/** `1 step`, `3 steps` */
export const stepsWord = (steps: number): string => (steps === 1 ? '1 step' : `${steps} steps`)

/** The last lines that a step put out, as far as any did. */
export function lastOutput(run: Run): Block | null {
  const outputs = run.state.steps.flatMap(({ ending }) => (ending?.output.length ? [ending.output] : []))
  const lines = (outputs.at(-1) ?? []).slice(-5).map((one) => line(one, 90))
  return lines.length === 0 ? null : { kind: 'code', text: lines.join('\n') }
}

/** The button that plans the same procedure, or another, for the person to confirm. */
export function planButton(
  label: string,
  procedure: string,
  service: string,
  style?: Button['style'],
): Button {
  return { label, action: 'plan', value: `${procedure} ${service}`, ...(style && { style }) }
}

/** Plans the same thing anew; where it is more than a service, by the run that had it planned. */
export function againButton(run: Run, view: RunView): Button[] {
  const { plan, number } = run
  if (view.inChat === undefined || !mayOperate(run, view)) return []
  const { service } = plan.parameters
  const isOfService = service !== undefined && Object.keys(plan.parameters).length === 1
  const button = planButton('Plan it again…', plan.procedure, service ?? '')
  return [isOfService ? button : { ...button, value: `run ${number}` }]
}

/** Hands a run that went wrong to somebody else, where there is a chat to do it in; until it has a case by itself. */
export function helpButtons({ number, state }: Run, { inChat }: RunView): Button[] {
  if (inChat?.escalateTo == null || state.cases.trouble !== null) return []
  const label = line(`Escalate to ${inChat.escalateTo}`, 29)
  return [{ label, action: 'run-escalate', value: String(number) }]
}

/** The case that was opened about what went wrong; null where there is none yet. */
export function caseLink({ state }: Run): Block | null {
  const number = state.cases.trouble
  return number === null
    ? null
    : { kind: 'link', label: `Case ${caseName({ number })}`, url: `/cases/${number}` }
}

/** One who looked at what was run in an emergency says so. */
export function reviewOwed(run: Run, { viewer, nameOf }: RunView): { note: Block | null; buttons: Button[] } {
  const { state, plan } = run
  if (!state.reviewOwed) return { note: null, buttons: [] }
  const by = state.approvedBy === null ? 'somebody' : nameOf(state.approvedBy)
  const note = text(`Emergency run by ${by}: “${line(state.emergencyReason ?? '', 160)}” A review is owed.`)
  const mayReview = viewer === null || (may(viewer, 'review-run') && viewer.id !== state.approvedBy)
  const button: Button = {
    label: 'Reviewed…',
    action: 'run-review',
    value: `${run.number} ${plan.digest}`,
    input: {
      label: 'What did the review find?',
      submit: 'Reviewed',
      isRequired: false,
      maxLength: longestReason,
    },
  }
  return { note, buttons: mayReview ? [button] : [] }
}
