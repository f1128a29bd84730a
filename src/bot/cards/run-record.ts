import { stepsOf } from '../../sops/plan.ts'
import { type Run, type RunEvent, runName } from '../../sops/run.ts'
import type { DryRun } from '../../sops/runs.ts'
import { timeOfDay } from '../../sops/times.ts'
import type { Card } from '../card.ts'
import { cardOf, line, nameOfRun, recordLink, runNote } from './run/parts.ts'
import { proof } from './run/proof.ts'
import type { RunView } from './run/view.ts'

const eventsShown = 12

/** What happened in a run, in short; the page has all of it. */
export function recordCard(run: Run, view: RunView): Card {
  const events = run.events.filter(({ type }) => type !== 'step-progress').slice(-eventsShown)
  return cardOf(`${runName(run)} · ${nameOfRun(run)} · ${run.state.status}`, 'neutral', [
    { kind: 'list', items: events.map((event) => sentence(event, run, view)) },
    proof(run),
    runNote(run, view),
    recordLink(view),
  ])
}

function sentence(event: RunEvent, run: Run, { nameOf, timeZone }: RunView): string {
  const by = event.by === 'bot' ? 'the bot' : nameOf(event.by)
  const step =
    'step' in event ? ` ${event.step}: ${line(stepsOf(run.plan)[event.step - 1]?.title ?? '', 40)}` : ''
  const how = event.type === 'approved' && event.how === 'standing' ? ' by the standing approval' : ''
  const ending = event.type === 'step-ended' ? `, ${event.ending.outcome}` : ''
  return `${timeOfDay(event.at, timeZone)} · ${event.type.replaceAll('-', ' ')}${how}${step}${ending} · ${by}`
}

/** What would happen; nothing was changed. */
export function dryRunCard({ steps }: DryRun, name: string): Card {
  return cardOf(`DRY RUN · ${name} · nothing was changed`, 'neutral', [
    {
      kind: 'list',
      items: steps.map(
        ({ title, wouldDo }, index) => `${index + 1}. ${line(title, 50)}: ${line(wouldDo, 90)}`,
      ),
    },
    {
      kind: 'code',
      label: 'Exact commands',
      text: steps.map(({ command }) => line(command, 70)).join('\n'),
    },
  ])
}
