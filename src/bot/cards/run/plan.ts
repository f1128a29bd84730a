import { may, rolesThatMay } from '../../../people.ts'
import { gateOf, typedOf } from '../../../sops/gates.ts'
import type { Run } from '../../../sops/run.ts'
import { timeOfDay } from '../../../sops/times.ts'
import type { Block, Button, Card } from '../../card.ts'
import {
  buttonRow,
  cardOf,
  line,
  longestReason,
  mayOperate,
  nameOfRun,
  runNote,
  text,
  verbOf,
} from './parts.ts'
import type { RunView } from './view.ts'

/** How many facts a card has room for. */
const factsShown = 6

/** What will happen, and who decides. */
export function planCard(run: Run, view: RunView): Card {
  const { plan, state } = run
  const decisions = mayOperate(run, view) ? { decide: decide(run, view), more: more(run, view) } : null
  return cardOf(
    `${needsAnother(run) ? 'NEEDS APPROVAL' : 'PLAN'} · ${nameOfRun(run)}`,
    needsAnother(run) ? 'warning' : 'neutral',
    [
      text(
        `${view.nameOf(state.requestedBy)} asked for it at ${timeOfDay(state.requestedAt, view.timeZone)}` +
          (state.reason === null ? '.' : `: “${line(state.reason, 200)}”`),
      ),
      facts(run, view),
      lookedUp(run),
      { kind: 'list', items: plan.steps.map(({ title }, index) => `${index + 1}. ${line(title, 60)}`) },
      {
        kind: 'code',
        label: 'Exact commands',
        text: plan.steps.map(({ command }) => line(command, 70)).join('\n'),
      },
      runNote(run, view),
      decisions && buttonRow(decisions.decide, decisions.more),
    ],
  )
}

/** Whether it waits for somebody other than the one who asked. */
const needsAnother = ({ plan }: Run): boolean => gateOf(plan.procedure)?.approval === 'another'

function facts(run: Run, { nameOf, timeZone }: RunView): Block {
  const { plan, state } = run
  const [from, to] = plan.minutes
  const fields = [
    { label: 'Impact', value: line(plan.impact, 160) },
    { label: 'Takes', value: from === to ? `about ${from} min` : `${from} to ${to} min` },
    { label: 'Undo', value: line(plan.undo, 120) },
    needsAnother(run)
      ? { label: 'Approver', value: `${approver(run)}, not the one who asked` }
      : { label: 'Confirms', value: nameOf(state.requestedBy) },
    { label: 'Expires', value: timeOfDay(state.expiresAt, timeZone) },
  ]
  return { kind: 'fields', fields }
}

/** What was looked up for the plan: what is before, and after. */
function lookedUp({ plan: { facts = [] } }: Run): Block | null {
  if (facts.length === 0) return null
  const shown = facts.length > factsShown ? facts.slice(0, factsShown - 1) : facts
  const fields = shown.map(({ label, value }) => ({ label: line(label, 30), value: line(value, 100) }))
  const more = facts.length - shown.length
  const rest = { label: 'And', value: `${more} more, in the full record` }
  return { kind: 'fields', fields: more === 0 ? fields : [...fields, rest] }
}

function approver({ plan }: Run): string {
  const roles = rolesThatMay(gateOf(plan.procedure)?.approve ?? 'approve-stop')
  return roles.includes('on-call') ? 'somebody on call' : `a ${roles.join(' or ')}`
}

/** Whether it concerns the one who asked; a card for everybody has it. */
const isAsker = ({ state }: Run, { viewer }: RunView): boolean =>
  viewer === null || viewer.id === state.requestedBy

function decide(run: Run, view: RunView): Button[] {
  const value = `${run.number} ${run.plan.digest}`
  if (view.viewer !== null && !view.mayApprove) return []
  if (!needsAnother(run) && isAsker(run, view)) {
    return [
      { label: `${verbOf(run.plan.procedure)} now`, action: 'run-approve', value, style: 'primary' },
      withdraw(run),
    ]
  }
  return [
    {
      label: `Approve ${run.plan.procedure}${typedOf(run.plan) === null ? '' : '…'}`,
      action: 'run-approve',
      value,
      style: 'primary',
      ...typing(run),
    },
    {
      label: 'Reject',
      action: 'run-reject',
      value,
      input: {
        label: 'Why? The one who asked reads it.',
        submit: 'Reject',
        isRequired: false,
        maxLength: longestReason,
      },
    },
  ]
}

/** What cannot be taken back in passing is not approved in passing. */
function typing({ plan }: Run): Pick<Button, 'input'> {
  const typed = typedOf(plan)
  if (typed === null) return {}
  const label = `Type ${typed.asks}. The plan says it.`
  return { input: { label, submit: 'Approve', isRequired: true, maxLength: 40 } }
}

function more(run: Run, view: RunView): Button[] {
  const { viewer } = view
  const number = String(run.number)
  const hasWithdraw = !needsAnother(run) && (viewer === null || view.mayApprove)
  const mayBreakGlass = needsAnother(run) && (viewer === null || may(viewer, 'break-glass'))
  return [
    { label: 'Dry run', action: 'run-dry-run', value: number },
    ...(isAsker(run, view) && !hasWithdraw ? [withdraw(run)] : []),
    ...(isAsker(run, view) && mayBreakGlass ? [emergency(run)] : []),
  ]
}

const withdraw = (run: Run): Button => ({
  label: 'Withdraw',
  action: 'run-withdraw',
  value: String(run.number),
})

const emergency = (run: Run): Button => ({
  label: 'Emergency run…',
  action: 'run-emergency',
  value: `${run.number} ${run.plan.digest}`,
  input: {
    label: 'Reason? All on call see it; a review is owed.',
    submit: `${verbOf(run.plan.procedure)} now`,
    isRequired: true,
    maxLength: longestReason,
  },
})
