import { useRef, useState } from 'preact/hooks'
import type { Button } from '../../../card.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { Menu } from '../parts/menu.ts'
import { isApproval } from './approval.ts'
import { AskedLine } from './asked-line.ts'

/** Presses a button; `input` is the line that it asked for. */
export type Click = (action: string, value: string, input?: string) => void

interface ButtonsProps {
  shown: Button[]
  /** These stand behind ⋯. */
  more: Button[]
  busy: boolean
  click: Click
}

const isSame = (one: Button, other: Button) => one.action === other.action && one.value === other.value

/** A set of buttons. One that asks for a line shows its field first. */
export function Buttons({ shown, more, busy, click }: ButtonsProps): VNode {
  const root = useRef<HTMLDivElement>(null)
  const [asking, setAsking] = useState<Button>()
  const [hint, setHint] = useState(false)
  // The card may have changed meanwhile: a button that is gone asks for nothing.
  const asked = asking && [...shown, ...more].find((button) => isSame(button, asking))
  const press = (button: Button, input?: string) => {
    setAsking(undefined)
    setHint(false)
    // The button is about to go; whoever works by keyboard stays at the card.
    root.current?.closest<HTMLElement>('.card')?.focus({ preventScroll: true })
    click(button.action, button.value, input)
  }
  const pick = (button: Button) => (button.input ? setAsking(button) : press(button))
  const cancel = () => {
    setAsking(undefined)
    const { current } = root
    const at = shown.findIndex((button) => asked && isSame(button, asked))
    const origin = at < 0 ? '.more > button' : `:scope > .button:nth-of-type(${at + 1})`
    requestAnimationFrame(() => current?.querySelector<HTMLElement>(origin)?.focus())
  }
  const onKeyDown = (event: KeyboardEvent, button: Button) => {
    if (event.key !== 'Enter' || !isApproval(button)) return
    event.preventDefault()
    setHint(true)
  }
  return html`<div class="buttons ${asked ? 'is-asking' : ''}" ref=${root}>
    ${
      asked?.input
        ? place(AskedLine, {
            key: `${asked.action} ${asked.value}`,
            button: asked,
            asks: asked.input,
            busy,
            submit: (line) => press(asked, line),
            cancel,
          })
        : html`${shown.map(
            (button) => html`<button type="button" class="button ${button.style ?? 'plain'}" disabled=${busy}
              onKeyDown=${(event: KeyboardEvent) => onKeyDown(event, button)}
              onClick=${() => pick(button)}>${button.label}</button>`,
          )}
          ${
            more.length > 0 &&
            place(Menu, {
              name: 'More',
              face: icon('more'),
              className: 'more',
              opens: 'up',
              disabled: busy,
              items: more.map((button) => ({
                label: button.label,
                danger: button.style === 'danger',
                pick: () => pick(button),
              })),
            })
          }`
    }
    ${hint && html`<p class="note" role="status">Enter does not approve. Press Space, or click.</p>`}
  </div>`
}
