import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { type ComponentChildren, html, type VNode } from './html.ts'

/** One line of a menu; `checked` makes it a choice of one among several. */
export interface MenuItem {
  label: string
  note?: string
  checked?: boolean
  danger?: boolean
  pick: () => void
}

interface MenuProps {
  /** The button's accessible name, where its content does not say it. */
  name?: string
  /** What stands on the button. */
  face: ComponentChildren
  items: MenuItem[]
  className?: string
  /** Where the list opens. */
  opens?: 'up' | 'down'
  disabled?: boolean
}

const step: Record<string, (at: number, count: number) => number> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
}

/** A button that opens a list of choices: arrows move, Enter picks, Esc or a click elsewhere closes. */
export function Menu({ name, face, items, className = '', opens = 'down', disabled }: MenuProps): VNode {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const id = useId()
  const choices = () => [...(root.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])]
  const close = () => {
    setOpen(false)
    root.current?.querySelector('button')?.focus()
  }
  useEffect(() => {
    if (!open) return
    const list = choices()
    const chosen = list.find((choice) => choice.getAttribute('aria-checked') === 'true')
    ;(chosen ?? list[0])?.focus()
    const elsewhere = (event: PointerEvent) => {
      if (!(event.target instanceof Node && root.current?.contains(event.target))) setOpen(false)
    }
    document.addEventListener('pointerdown', elsewhere)
    return () => document.removeEventListener('pointerdown', elsewhere)
  }, [open])

  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return
    const list = choices()
    const move = step[event.key]
    if (event.key === 'Escape') close()
    else if (event.key === 'Tab') return setOpen(false)
    else if (move) {
      list[move(list.indexOf(document.activeElement as HTMLElement), list.length)]?.focus()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const pick = (item: MenuItem) => {
    close()
    item.pick()
  }
  return html`<div class="menu ${className}" ref=${root} onKeyDown=${onKeyDown}>
    <button type="button" aria-label=${name} aria-haspopup="menu" aria-expanded=${open} aria-controls=${id}
      disabled=${disabled} onClick=${() => setOpen(!open)}>${face}</button>
    ${
      open &&
      html`<div class="menu-list opens-${opens}" id=${id} role="menu" aria-label=${name}>
        ${items.map((item) => menuLine(item, () => pick(item)))}
      </div>`
    }
  </div>`
}

function menuLine(item: MenuItem, pick: () => void): VNode {
  const role = item.checked === undefined ? 'menuitem' : 'menuitemradio'
  return html`<button type="button" role=${role} aria-checked=${item.checked} tabindex="-1"
    class="menu-line ${item.danger ? 'danger' : ''}" onClick=${pick}>
    <span>${item.label}</span>${item.note && html`<span class="menu-note">${item.note}</span>`}
  </button>`
}
