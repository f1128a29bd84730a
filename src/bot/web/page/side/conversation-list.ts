import type { ConversationView } from '../../api.ts'
import { html, type VNode } from '../parts/html.ts'
import { languageOf } from '../parts/language.ts'
import { follow } from '../parts/navigation.ts'
import { conversationHref } from '../parts/route.ts'
import { briefTime, fullTime } from '../parts/time.ts'

/** The conversations as links, the open one marked. */
export function conversationList(
  list: ConversationView[],
  openId: string | null,
  go: (path: string) => void,
): VNode {
  return html`<ul class="conversations">
    ${list.map((one) => {
      const href = conversationHref(one.id)
      return html`<li key=${one.id}>
        <a href=${href} aria-current=${one.id === openId ? 'page' : undefined}
          onClick=${(event: MouseEvent) => follow(event, () => go(href))}>
          <span class="conversation-title" lang=${languageOf(one.title)} title=${one.title}>${one.title}</span>
          <span class="conversation-meta">
            <span>${one.machineModel ?? 'All machines'}</span>
            <time datetime=${one.updatedAt} title=${fullTime(one.updatedAt)}>${briefTime(one.updatedAt)}</time>
          </span>
        </a>
      </li>`
    })}
  </ul>`
}
