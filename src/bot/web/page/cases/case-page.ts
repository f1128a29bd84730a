import { client } from '../parts/client.ts'
import { absent, frame } from '../parts/frame.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { follow, visit } from '../parts/navigation.ts'
import { useFresh } from '../parts/use-fresh.ts'
import { CaseCard } from './case-card.ts'
import { history } from './history.ts'
import { talk } from './talk.ts'
import type { CasePages } from './use-cases.ts'

/** One case: its card, what asker and engineers say, and below it what happened. */
export function CasePage({ number, cases }: { number: number; cases: CasePages }): VNode {
  const record = useFresh(() => client.case(number), `${number} ${cases.heads.get(number)?.version}`)
  const { value: one, reload } = record
  document.title = `C-${number} · AI Assistant`
  const back = html`<p class="page-back">
    <a href="/cases" onClick=${(event: MouseEvent) => follow(event, () => visit('/cases'))}>${icon('back')}Cases</a>
  </p>`
  if (!one) return frame(`C-${number}`, cases, absent(record), back)
  const { shown, open, personId } = cases
  return frame(
    one.name,
    cases,
    html`
      ${place(CaseCard, { key: String(number), one, reload, shown, open })}
      ${talk(one, personId, reload)}
      ${history(one)}
    `,
    back,
  )
}
