import type { ServiceVerb } from '../../agent-api.ts'
import { type Run, runName } from '../../sops/run.ts'
import { timeOfDay } from '../../sops/times.ts'
import type { Button, Card } from '../card.ts'
import { cardOf, line, nameOfRun, planButton, text, verbOf } from './run/parts.ts'
import type { RunView } from './run/view.ts'

/** Runs as rows, each with its button. */
export function runListCard(
  headline: string,
  runs: Run[],
  view: (run: Run) => RunView,
  nothing: string,
): Card {
  if (runs.length === 0) return cardOf(headline, 'neutral', [text(nothing)])
  const row = (run: Run) => {
    const { nameOf, timeZone } = view(run)
    const { requestedBy, requestedAt, status } = run.state
    return `${runName(run)} · ${status} · ${nameOfRun(run)} · ${nameOf(requestedBy)}, ${timeOfDay(requestedAt, timeZone)}`
  }
  return cardOf(headline, 'neutral', [
    { kind: 'list', items: runs.map(row) },
    {
      kind: 'buttons',
      buttons: runs.slice(0, 3).map(open),
      ...(runs.length > 3 && { more: runs.slice(3).map(open) }),
    },
  ])
}

const open = (run: Run): Button => ({ label: runName(run), action: 'run-show', value: String(run.number) })

/** Runs that can be withdrawn or stopped, each by its own button. */
export function cancelCard(runs: Run[]): Card {
  if (runs.length === 0) return cardOf('Cancel', 'neutral', [text('No run is waiting or running.')])
  const button = (run: Run): Button =>
    run.state.status === 'waiting'
      ? { label: `Withdraw ${runName(run)}`, action: 'run-withdraw', value: String(run.number) }
      : { label: `Stop ${runName(run)} after step`, action: 'run-stop-after-step', value: String(run.number) }
  return cardOf('Cancel · which run?', 'neutral', [
    { kind: 'list', items: runs.map((run) => `${runName(run)} · ${run.state.status} · ${nameOfRun(run)}`) },
    {
      kind: 'buttons',
      buttons: runs.slice(0, 3).map(button),
      ...(runs.length > 3 && { more: runs.slice(3).map(button) }),
    },
  ])
}

/** What became of a run that was changed from elsewhere than its own card. */
export function changedCard(run: Run): Card {
  const { status, stopAsked } = run.state
  const words = status === 'running' && stopAsked ? 'It ends after this step.' : `It is ${status} now.`
  return cardOf(`${runName(run)} · ${nameOfRun(run)}`, 'neutral', [
    text(words),
    { kind: 'buttons', buttons: [{ ...open(run), label: `Show ${runName(run)}` }] },
  ])
}

/** The services that a procedure can be planned for. */
export function serviceButtons(procedure: ServiceVerb, services: string[]): Button[] {
  return services
    .slice(0, 5)
    .map((service) => planButton(line(`${verbOf(procedure)} ${service}…`, 29), procedure, service))
}
