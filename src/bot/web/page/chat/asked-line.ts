import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Button, ButtonInput } from '../../../card.ts'
import { html, type VNode } from '../parts/html.ts'
import { isApproval } from './approval.ts'

interface AskedLineProps {
  button: Button
  asks: ButtonInput
  busy: boolean
  submit: (line: string) => void
  cancel: () => void
}

/** In characters, where the button says nothing. */
const usualLength = 500

/** What a button asks for before it counts: Enter sends it, unless it approves something; Esc takes it back. */
export function AskedLine({ button, asks, busy, submit, cancel }: AskedLineProps): VNode {
  const [line, setLine] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus(), [])
  const isMissing = asks.isRequired && line.trim() === ''
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    if (!isMissing && !busy) submit(line.trim())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') cancel()
    else if (event.key !== 'Enter' || !isApproval(button) || event.target !== field.current) return
    event.preventDefault()
    event.stopPropagation()
  }
  return html`<form class="asked-line" aria-label=${button.label} onSubmit=${onSubmit} onKeyDown=${onKeyDown}>
    <label>
      <span>${asks.label}${!asks.isRequired && html` <span class="optional">(optional)</span>`}</span>
      <input name="line" value=${line} maxlength=${asks.maxLength ?? usualLength} autocomplete="off" ref=${field} required=${asks.isRequired}
        onInput=${(event: InputEvent) => setLine((event.target as HTMLInputElement).value)} />
    </label>
    <button type="submit" class="button ${button.style === 'danger' ? 'danger' : 'primary'}"
      disabled=${busy || isMissing}>${asks.submit}</button>
    <button type="button" class="button plain" onClick=${cancel}>Cancel</button>
  </form>`
}
