import { useState } from 'preact/hooks'
import { html, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'

interface FeedbackProps {
  messageId: string
  rating?: 'up' | 'down'
  busy: boolean
  click: (action: string, value: string) => void
}

/** Thumbs for an answer; thumbs down asks what was wrong, and takes no for an answer. */
export function Feedback({ messageId, rating, busy, click }: FeedbackProps): VNode {
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const rate = (chosen: 'up' | 'down', why?: string) => {
    setAsking(false)
    click('feedback', JSON.stringify({ messageId, rating: chosen, ...(why ? { reason: why } : {}) }))
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    rate('down', reason.trim())
  }
  const thumb = (chosen: 'up' | 'down', name: string, press: () => void) => html`<button type="button"
    class="thumb" aria-label=${name} title=${name} aria-pressed=${rating === chosen} disabled=${busy}
    onClick=${press}>${icon(chosen === 'up' ? 'thumbUp' : 'thumbDown')}</button>`
  return html`<div class="feedback ${asking ? 'is-asking' : ''}">
    <div class="thumbs" role="group" aria-label="Was this answer right?">
      ${thumb('up', 'Helpful', () => rate('up'))}
      ${thumb('down', 'Not helpful', () => setAsking(!asking))}
    </div>
    ${
      asking &&
      html`<form class="reason" onSubmit=${submit}>
        <label>
          <span>What was wrong? <span class="optional">(optional)</span></span>
          <input name="reason" value=${reason} maxlength="2000" autocomplete="off" ref=${focusOnce}
            onInput=${(event: InputEvent) => setReason((event.target as HTMLInputElement).value)} />
        </label>
        <button type="submit" class="button plain">Send</button>
      </form>`
    }
  </div>`
}

function focusOnce(field: HTMLInputElement | null): void {
  field?.focus()
}
