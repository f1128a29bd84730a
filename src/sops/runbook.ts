import { type Action, rolesThatMay } from '../people.ts'
import type { RunbookSettings } from '../runbook-settings.ts'
import { type Gate, gateOf } from './gates.ts'
import { siteSections } from './runbook/site.ts'
import type { Procedure, Step } from './sop.ts'

/** The runbook as people read it: one Markdown page from the definitions, their gates and the site's settings. */
export function runbookPage(procedures: readonly Procedure[], settings: RunbookSettings): string {
  const proof = String(settings.service.proof_seconds)
  const { facts, rest } = siteSections(settings)
  return [
    '# Operations runbook',
    'This page is written by `npm run runbook` from the procedures that the program carries out and from\n`config/runbook.yml`. Change those, never this page.',
    facts,
    commands(procedures),
    '## Procedures',
    ...procedures.map((procedure) => named(section(procedure)).replaceAll('{proof_seconds}', proof)),
    ...rest,
  ]
    .join('\n\n')
    .concat('\n')
}

/** What is missing in a definition before anybody may run it, as sentences. */
export function flaws({ name, steps }: Procedure): string[] {
  return steps.flatMap((step) => [
    ...(step.success.trim() === '' ? [`${name}, ${step.id}: says not what counts as success`] : []),
    ...(step.timeoutSeconds > 0 ? [] : [`${name}, ${step.id}: has no time-out`]),
    ...(step.onFailure.trim() === '' ? [`${name}, ${step.id}: says not what to do when it fails`] : []),
    ...(step.kind === 'act' && step.undo === null && step.destroys !== true
      ? [`${name}, ${step.id}: has neither an undo nor the mark that it destroys`]
      : []),
  ])
}

function commands(procedures: readonly Procedure[]): string {
  const rows = procedures.map(
    ({ name, title, sop }) => `| \`/ai ${name} [service]\` | ${named(title)} (${sop}) |`,
  )
  const views = [
    '| `/ai status` | How everything is |',
    '| `/ai logs [since] [errors]` | The newest lines of the log |',
    '| `/ai runs` | The last runs |',
    '| `/ai approvals` | What waits for somebody |',
    '| `/ai contacts` | Who is on duty, and help from outside |',
  ]
  return ['## Quick commands', ['| in chat | does |', '|---|---|', ...rows, ...views].join('\n')].join('\n\n')
}

function section(procedure: Procedure): string {
  const { sop, name, title, when, impact, minutes, undo, steps } = procedure
  return [
    `### ${sop}: ${title}`,
    [
      `- **Command**: \`/ai ${name} [service]\``,
      `- **When**: ${when.join('; ')}`,
      `- **Impact**: ${impact}`,
      `- **Takes**: ${minutes.join('–')} minutes`,
      `- **Who may**: ${gateText(gateOf(name))}`,
      `- **Undo**: ${undo}`,
    ].join('\n'),
    steps.map(stepText).join('\n'),
  ].join('\n\n')
}

function gateText(gate: Gate | undefined): string {
  if (gate === undefined) return 'nobody'
  const asks = rolesText(gate.ask)
  if (gate.approval === 'own') return `${asks}; whoever asks confirms within ${gate.minutes} minutes`
  const glass =
    gate.breakGlass === null
      ? ''
      : '. In an emergency whoever asked may go ahead with a reason: everybody on call sees it, and a review is owed'
  return `${asks} asks; another person who is ${rolesText(gate.approve)} approves within ${gate.minutes} minutes${glass}`
}

function rolesText(action: Action): string {
  const roles = rolesThatMay(action)
  return `${roles.join(' or ')}${roles.includes('on-call') ? ' (a senior is that too)' : ''}`
}

/** Texts without a plan speak of the service. */
const named = (text: string): string => text.replaceAll('{service}', 'the service')
const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function stepText(step: Step, index: number): string {
  const undo = step.undo ?? (step.destroys === true ? 'none: **this cannot be undone**' : null)
  return [
    `${index + 1}. **${step.title}** (${step.kind})`,
    `   - Success: ${capitalised(named(step.success))}`,
    `   - Time-out: ${step.timeoutSeconds} s`,
    `   - On failure: ${step.onFailure}`,
    ...(undo === null ? [] : [`   - Undo: ${undo}`]),
  ].join('\n')
}
