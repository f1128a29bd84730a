import { useEffect, useRef } from 'preact/hooks'
import type { Me } from '../../api.ts'
import { html, type VNode } from '../parts/html.ts'
import { icon, mark } from '../parts/icons.ts'
import { follow } from '../parts/navigation.ts'
import type { Route } from '../parts/route.ts'
import { conversationList } from './conversation-list.ts'
import type { Conversations } from './conversations.ts'
import { pageLinks } from './page-links.ts'
import { personBlock } from './person.ts'

interface SideProps {
  me: Me
  conversations: Conversations
  openId: string | null
  route: Route
  /** How many runs and cases wait for this person. */
  waiting: { runs: number; cases: number }
  /** On a phone the column slides in over the chat. */
  shown: boolean
  hide: () => void
  go: (path: string) => void
  startNew: () => void
  become: (id: string) => void
}

/** The left column: a new chat, the conversations, and who is here. */
export function Side(props: SideProps): VNode {
  const { me, conversations, shown, hide } = props
  const column = useRef<HTMLElement>(null)
  const { list } = conversations
  useEffect(() => {
    if (shown) column.current?.focus()
  }, [shown])
  const andHide = (act: () => void) => () => {
    act()
    hide()
  }
  const go = (path: string) => andHide(() => props.go(path))()
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !shown) return
    event.preventDefault()
    hide()
  }
  return html`<nav class="side ${shown ? 'is-shown' : ''}" aria-label="Conversations" id="side" ref=${column}
    tabindex="-1" onKeyDown=${onKeyDown}>
    <header class="side-head">
      <a class="brand" href="/" onClick=${(event: MouseEvent) => follow(event, andHide(props.startNew))}>
        ${mark()}<span>AI Assistant</span>
      </a>
      <button type="button" class="icon-button side-close" aria-label="Close" onClick=${hide}>${icon('close')}</button>
    </header>
    <a class="new-chat" href="/" onClick=${(event: MouseEvent) => follow(event, andHide(props.startNew))}>
      ${icon('pencil')}<span>New chat</span>
    </a>
    ${pageLinks(props.route.at, me.seesRuns, props.waiting, go)}
    <div class="side-scroll">
      ${list && list.length > 0 && conversationList(list, props.openId, go)}
      ${list?.length === 0 && html`<p class="side-empty">Your conversations will be listed here.</p>`}
    </div>
    <footer class="side-foot">${personBlock(me, props.become)}</footer>
  </nav>`
}
