import { useEffect, useRef, useState } from 'preact/hooks'
import { html, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'

/** On a phone the conversations slide in; closing them gives the focus back to their button. */
export function useDrawer() {
  const [shown, setShown] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const wasShown = useRef(false)
  useEffect(() => {
    if (wasShown.current && !shown) button.current?.focus()
    wasShown.current = shown
  }, [shown])
  return { shown, button, show: () => setShown(true), hide: () => setShown(false) }
}

/** The bar over the chat on a phone. */
export function topBar(title: string, side: ReturnType<typeof useDrawer>, startNew: () => void): VNode {
  return html`<header class="top-bar">
    <button type="button" class="icon-button" aria-label="Show conversations" aria-controls="side"
      aria-expanded=${side.shown} ref=${side.button} onClick=${side.show}>${icon('menu')}</button>
    <p class="top-title">${title || 'AI Assistant'}</p>
    <button type="button" class="icon-button" aria-label="New chat" onClick=${startNew}>${icon('pencil')}</button>
  </header>`
}
