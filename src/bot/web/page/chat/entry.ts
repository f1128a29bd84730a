import type { Entry } from '../../api.ts'
import { html, type VNode } from '../parts/html.ts'
import { languageOf } from '../parts/language.ts'
import { stamp } from '../parts/stamp.ts'
import { type CardSurroundings, cardView } from './card.ts'
import type { Pending } from './outbox.ts'

/** Something a person wrote. */
function words(text: string, below: unknown, className = ''): VNode {
  return html`<article class="entry person ${className}" aria-label="You">
    <div class="bubble" lang=${languageOf(text)}>${text}</div>
    <footer class="meta">${below}</footer>
  </article>`
}

/** One entry of the transcript; `problem` says why the last click on it did not arrive. */
export function entryView(entry: Entry, around: CardSurroundings, problem?: string): VNode {
  if ('text' in entry.body) {
    if (entry.author === 'person') return words(entry.body.text, stamp(entry.createdAt))
    return botEntry(entry, html`<p class="text">${entry.body.text}</p>`)
  }
  const time = entry.state === 'final' ? { time: stamp(entry.createdAt) } : {}
  const card = cardView(entry.body.card, { ...around, ...time })
  return botEntry(entry, html`${card}${problem && html`<p class="problem" role="alert">${problem}</p>`}`)
}

function botEntry(entry: Entry, content: VNode): VNode {
  return html`<article class="entry bot" aria-label="Assistant" aria-busy=${entry.state === 'streaming'}>
    ${content}
  </article>`
}

/** A message that is on its way or did not arrive. */
export function pendingView(message: Pending, actions: { retry: () => void; edit: () => void }): VNode {
  const { text, state, problem } = message
  if (state === 'sending' || state === 'sent') return words(text, 'Sending…', 'on-its-way')
  const what = state === 'delayed' ? `Not sent yet. ${problem} Trying again…` : `Not sent. ${problem}`
  return words(
    text,
    html`<span class="problem" role="alert">${what}</span>
      <span class="meta-actions">
        <button type="button" class="quiet" onClick=${actions.retry}>Try again</button>
        <button type="button" class="quiet" onClick=${actions.edit}>Edit</button>
      </span>`,
    'not-sent',
  )
}
