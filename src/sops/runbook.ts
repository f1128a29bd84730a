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
    ...procedures.map((procedure) =>
      named(section(procedure), procedure).replaceAll('{proof_seconds}', proof),
    ),
    ...rest,
  ]
    .join('\n\n')
    .concat('\n')
}

/** What is missing in a definition before anybody may run it, as sentences. */
export function flaws({ name, steps, rollback }: Procedure): string[] {
  const strayed = rollback !== undefined && !steps.some(({ id }) => id === rollback.after)
  return [
    ...[...steps, ...(rollback?.steps ?? [])].flatMap((step) => flawsOf(step, name)),
    ...(strayed ? [`${name}: its rollback follows a step that is not there`] : []),
  ]
}

function flawsOf(step: Step, name: string): string[] {
  return [
    ...(step.success.trim() === '' ? [`${name}, ${step.id}: says not what counts as success`] : []),
    ...(step.timeoutSeconds > 0 ? [] : [`${name}, ${step.id}: has no time-out`]),
    ...(step.onFailure.trim() === '' ? [`${name}, ${step.id}: says not what to do when it fails`] : []),
    ...(isAct(step) && step.undo === null && step.destroys !== true
      ? [`${name}, ${step.id}: has neither an undo nor the mark that it destroys`]
      : []),
  ]
}

const isAct = ({ kind }: Step): boolean => kind === 'act' || kind === 'batches'

function commands(procedures: readonly Procedure[]): string {
  const rows = procedures.map(
    (procedure) => `| \`${asked(procedure)}\` | ${named(procedure.title, procedure)} (${procedure.sop}) |`,
  )
  const views = [
    '| `/ai status` | How everything is |',
    '| `/ai logs [since] [errors]` | The newest lines of the log |',
    '| `/ai runs` | The last runs |',
    '| `/ai approvals` | What waits for somebody |',
    '| `/ai contacts` | Who is on duty, and help from outside |',
    '| `/ai window` | Which maintenance is planned, and which lasts now |',
  ]
  return ['## Quick commands', ['| in chat | does |', '|---|---|', ...rows, ...views].join('\n')].join('\n\n')
}

function section(procedure: Procedure): string {
  const { sop, name, title, when, impact, minutes, undo, steps } = procedure
  return [
    `### ${sop}: ${title}`,
    [
      `- **Command**: \`${asked(procedure)}\``,
      `- **When**: ${when.join('; ')}`,
      `- **Impact**: ${impact}`,
      `- **Takes**: ${minutesText(minutes)}`,
      `- **Who may**: ${gateText(gateOf(name))}`,
      `- **Undo**: ${undo}`,
    ].join('\n'),
    steps.map((step, index) => stepText(step, index, procedure)).join('\n'),
    ...rollbackText(procedure),
    ...byHandText(procedure),
  ].join('\n\n')
}

/** How one asks for it in chat. */
function asked({ name, asked, parameters }: Procedure): string {
  return `/ai ${asked ?? (Object.hasOwn(parameters, 'service') ? `${name} [service]` : name)}`
}

function minutesText([from, to]: Procedure['minutes']): string {
  if (from !== to) return `${from}–${to} minutes`
  return from === 1 ? '1 minute' : `${from} minutes`
}

function rollbackText(procedure: Procedure): string[] {
  const { rollback, steps } = procedure
  if (rollback === undefined) return []
  const after = steps.findIndex(({ id }) => id === rollback.after) + 1
  return [
    `Whatever goes wrong once step ${after} was done, or whoever ends the run then: it is taken back by itself.`,
    rollback.steps.map((step, index) => stepText(step, index, procedure)).join('\n'),
  ]
}

function byHandText({ byHand = [] }: Procedure): string[] {
  return byHand.length === 0
    ? []
    : ['By hand, where the bot cannot be used:', `\`\`\`bash\n${byHand.join('\n')}\n\`\`\``]
}

function gateText(gate: Gate | undefined): string {
  if (gate === undefined) return 'nobody'
  const asks = rolesText(gate.ask)
  if (gate.approval === 'none') return `${asks}; it begins at once`
  if (gate.approval === 'own') return `${asks}; whoever asks confirms within ${gate.minutes} minutes`
  const glass =
    gate.breakGlass === null
      ? ''
      : '. In an emergency whoever asked may go ahead with a reason: everybody on call sees it, and a review is owed'
  const typed = gate.typed === undefined ? '' : ` and types ${gate.typed.asks}`
  const clock =
    gate.standing === undefined
      ? ''
      : `. By the clock it begins only under a standing approval, which one asks for and another approves, for at most so many ${gate.standing.counts}`
  return `${asks} asks; another person who is ${rolesText(gate.approve)} approves within ${gate.minutes} minutes${typed}${glass}${clock}`
}

function rolesText(action: Action): string {
  const roles = rolesThatMay(action)
  return `${roles.join(' or ')}${roles.includes('on-call') ? ' (a senior is that too)' : ''}`
}

/** What a procedure does, where there is no plan yet. */
export const titleWithoutPlan = (procedure: Procedure): string => named(procedure.title, procedure)

/** Texts without a plan speak of the service, and of whatever else there is no name for yet. */
function named(text: string, { parameters, words = {} }: Procedure): string {
  const known = new Map(Object.entries(words))
  return text.replace(/\{([a-z_]+)\}/g, (whole, name: string) => {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    return known.get(name) ?? (parameter === undefined ? whole : `the ${parameter.label.toLowerCase()}`)
  })
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function stepText(step: Step, index: number, procedure: Procedure): string {
  const undo = step.undo ?? (step.destroys === true ? 'none: **this cannot be undone**' : null)
  return [
    `${index + 1}. **${step.title}** (${step.kind})`,
    `   - Success: ${capitalised(named(step.success, procedure))}`,
    `   - Time-out: ${step.timeoutSeconds} s`,
    `   - On failure: ${step.onFailure}`,
    ...(undo === null ? [] : [`   - Undo: ${undo}`]),
  ].join('\n')
}
