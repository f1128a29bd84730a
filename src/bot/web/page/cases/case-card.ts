import { useState } from 'preact/hooks'
import type { CaseClause, CaseRecord } from '../../api.ts'
import type { Sources } from '../chat/answer.ts'
import { cardView } from '../chat/card.ts'
import { client } from '../parts/client.ts'
import { sentenceOf } from '../parts/failure.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { Urgency } from './urgency.ts'

interface CaseCardProps extends Pick<Sources, 'shown' | 'open'> {
  one: CaseRecord
  /** Reads the case again: it may be another than is shown. */
  reload: () => Promise<void>
}

/** A case's card on its page, with its buttons: refusals appear at it, to whoever pressed. */
export function CaseCard({ one, reload, shown, open }: CaseCardProps): VNode {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [kept, setKept] = useState<string>()
  const [offer, setOffer] = useState<CaseClause[]>()
  const press = async (action: string, value: string, input?: string) => {
    setBusy(true)
    setProblem(undefined)
    setOffer(undefined)
    setKept(undefined)
    try {
      const typed = input === undefined ? {} : { input }
      const result = await client.pressCase(one.number, { action, value, ...typed })
      if ('clauses' in result) setOffer(result.clauses)
      if ('kept' in result) setKept(result.kept)
    } catch (error) {
      setProblem(sentenceOf(error))
    }
    await reload()
    setBusy(false)
  }
  const click = (action: string, value: string, input?: string) => void press(action, value, input)
  return html`<article class="run-card" aria-label=${one.name} aria-busy=${busy}>
    ${cardView(one.card, { shown, open, busy, click })}
    <p class="visually-hidden" role="status">${`${one.name}: ${one.word}`}</p>
    ${kept && html`<p class="note" role="status">${kept}</p>`}
    ${problem && html`<p class="run-problem" role="alert">${problem}</p>`}
    ${offer && place(Urgency, { clauses: offer, busy, click, close: () => setOffer(undefined) })}
  </article>`
}
