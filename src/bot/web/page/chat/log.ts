import type { Entry } from '../../api.ts'
import { html, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { dayOf } from '../parts/time.ts'
import type { Sources } from './answer.ts'
import type { Clicks } from './clicks.ts'
import { entryView, pendingView } from './entry.ts'
import type { Outbox } from './outbox.ts'
import type { Transcript } from './transcript.ts'
import { useBottom } from './use-bottom.ts'

interface LogProps {
  transcript: Transcript
  outbox: Outbox
  clicks: Clicks
  shown: Sources['shown']
  open: Sources['open']
  /** Puts a message that was not sent back into the field. */
  edit: (key: string, text: string) => void
}

/** The conversation: what stands on the server, then what is on its way there. */
export function Log({ transcript, outbox, clicks, shown, open, edit }: LogProps): VNode {
  const { entries, ready } = transcript
  const { pending } = outbox
  const change = [...entries.map(({ version }) => version), ...pending.map(({ state }) => state)].join()
  const { scroller, onScroll, away, toEnd, follow } = useBottom(change, pending.at(-1)?.key)
  const streaming = entries.some(({ state }) => state === 'streaming')
  const entryOf = (entry: Entry) => {
    const { busy, problem } = clicks.of(entry)
    const click = (action: string, value: string, input?: string) => {
      if (action !== 'feedback') follow()
      clicks.click(entry, action, value, input)
    }
    return entryView(entry, { shown, open, busy, click }, problem)
  }
  return html`<div class="log-frame">
    <div class="log" ref=${scroller} onScroll=${onScroll} role="log" aria-label="Conversation" tabindex="0"
      aria-busy=${streaming} aria-live=${ready ? 'polite' : 'off'}>
      <div class="log-column">
        ${entries.map((entry, at) => [newDay(entries[at - 1], entry), html`<div key=${entry.id}>${entryOf(entry)}</div>`])}
        ${pending.map(
          (message) =>
            html`<div key=${message.key}>${pendingView(message, {
              retry: () => outbox.retry(message.key),
              edit: () => edit(message.key, message.text),
            })}</div>`,
        )}
      </div>
    </div>
    ${
      away &&
      html`<button type="button" class="to-end" aria-label="To the newest message" onClick=${toEnd}>${icon('down')}</button>`
    }
  </div>`
}

function newDay(before: Entry | undefined, entry: Entry): VNode | false {
  const day = dayOf(entry.createdAt)
  if (before ? dayOf(before.createdAt) === day : dayOf(new Date().toISOString()) === day) return false
  return html`<p class="day" key=${day}><span>${day}</span></p>`
}
