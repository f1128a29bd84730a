import { useState } from 'preact/hooks'
import type { Citation } from '../../../../assistant-api.ts'
import type { RunCard } from '../../api.ts'
import { cardView } from '../chat/card.ts'
import { client } from '../parts/client.ts'
import { sentenceOf } from '../parts/failure.ts'
import { html, type VNode } from '../parts/html.ts'
import { visit } from '../parts/navigation.ts'
import { runHref } from '../parts/route.ts'
import { type DryRunSteps, dryRunView } from './dry-run.ts'

interface RunCardProps {
  run: RunCard
  /** Reads the run again: it may be another than is shown. */
  reload: () => Promise<void>
  /** Something is being pressed: the card should stay, whatever comes of it. */
  onPress?: () => void
  /** Opens a new chat with a command in its field. */
  openCommand: (command: string) => void
}

/** There is no source beside it: a manual's page opens in a tab of its own. */
const openPage = ({ url }: Citation) => void window.open(url, '_blank', 'noopener')

/** A run's card on a page of its own, with its buttons: refusals appear at it, to whoever pressed. */
export function RunCardView({ run, reload, onPress, openCommand }: RunCardProps): VNode {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [dryRun, setDryRun] = useState<DryRunSteps>()
  const press = async (action: string, value: string, input?: string) => {
    onPress?.()
    setBusy(true)
    setProblem(undefined)
    setDryRun(undefined)
    try {
      const result = await client.pressRun(run.number, {
        action,
        value,
        ...(input === undefined ? {} : { input }),
      })
      if ('dryRun' in result) setDryRun(result.dryRun.steps)
      else if (result.run.number !== run.number) visit(runHref(result.run.number))
    } catch (error) {
      setProblem(sentenceOf(error))
    }
    await reload()
    setBusy(false)
  }
  const click = (action: string, value: string, input?: string) => {
    // A plan has its card in a conversation, so it is asked for in one.
    if (action === 'plan') openCommand(`/${value}`)
    else void press(action, value, input)
  }
  return html`<article class="run-card" aria-label=${run.name} aria-busy=${busy}>
    ${cardView(run.card, { shown: null, open: openPage, busy, click })}
    <p class="visually-hidden" role="status">${`${run.name}: ${run.word}`}</p>
    ${problem && html`<p class="run-problem" role="alert">${problem}</p>`}
    ${dryRun && dryRunView(dryRun, () => setDryRun(undefined))}
  </article>`
}
