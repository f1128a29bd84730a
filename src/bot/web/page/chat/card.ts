import type { Citation } from '../../../../assistant-api.ts'
import type { Block, Card } from '../../../card.ts'
import { askToAdd, isAdding } from '../parts/adding.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { languageOf } from '../parts/language.ts'
import { follow, visit } from '../parts/navigation.ts'
import { parseRoute } from '../parts/route.ts'
import { answer, type Sources } from './answer.ts'
import { Buttons, type Click } from './buttons.ts'
import { Feedback } from './feedback.ts'
import { splitHeadline } from './headline.ts'
import { SourceList } from './sources.ts'

/** What a card needs of its surroundings. */
export interface CardSurroundings {
  shown: Sources['shown']
  open: Sources['open']
  busy: boolean
  click: Click
  /** The card's time; absent while it is being written. */
  time?: VNode
}

/** A longer code block is closed at first. */
const shownLines = 8

type Action = Extract<Block, { kind: 'feedback' | 'buttons' }>

const isAction = (block: Block): block is Action => block.kind === 'feedback' || block.kind === 'buttons'

/** A card: its headline, its blocks in order, and what can be done with it in one row at its end. */
export function cardView(card: Card, around: CardSurroundings): VNode {
  const citations = card.blocks.flatMap((block) => (block.kind === 'sources' ? block.sources : []))
  const sources = { citations, shown: around.shown, open: around.open }
  return html`<div class="card tone-${card.tone ?? 'neutral'} ${card.headline ? '' : 'is-plain'}" tabindex="-1">
    ${card.headline && headline(card.headline)}
    ${card.blocks.map((block) => !isAction(block) && blockView(block, sources))}
    ${foot(card.blocks.filter(isAction), around)}
  </div>`
}

function foot(actions: Action[], around: CardSurroundings): VNode {
  return html`<footer class="card-foot">${actions.map((action) => actionView(action, around))}
    ${around.time && html`<span class="meta">${around.time}</span>`}
  </footer>`
}

function actionView(action: Action, around: CardSurroundings): VNode {
  const { busy, click } = around
  if (action.kind === 'buttons') {
    return place(Buttons, { shown: action.buttons, more: action.more ?? [], busy, click })
  }
  const { messageId, rating } = action
  return place(Feedback, { messageId, ...(rating ? { rating } : {}), busy, click })
}

function headline(text: string): VNode {
  const { state, rest } = splitHeadline(text)
  return html`<h2 class="headline">
    ${state && html`<span class="state">${state}</span>`}${rest && html`<span>${rest}</span>`}
  </h2>`
}

function blockView(block: Exclude<Block, Action>, sources: Sources): VNode {
  switch (block.kind) {
    case 'answer':
      return html`<div class=${block.streaming ? 'growing' : ''}>${answer(block.text, sources)}</div>`
    case 'warning':
      return html`<div class="warning" role="note" aria-label="Warning" lang=${languageOf(block.text)}>
        ${icon('alert')}${answer(block.text, sources)}
      </div>`
    case 'text':
      return html`<p class="text" lang=${languageOf(block.text)}>${block.text}</p>`
    case 'note':
      return html`<p class="note" lang=${languageOf(block.text)}>${block.text}</p>`
    case 'list':
      return listView(block.items)
    case 'fields':
      return html`<dl class="fields">${block.fields.map(fieldView)}</dl>`
    case 'code':
      return codeView(block)
    case 'image':
      return html`<img class="picture" src=${safeUrl(block.url)} alt=${block.alt} loading="lazy" />`
    case 'link':
      return link(block, sources)
    case 'divider':
      return html`<hr />`
    case 'sources':
      return place(SourceList, sources)
  }
}

/** Items that carry their numbers are a numbered list. */
function listView(items: string[]): VNode {
  const isNumbered = items.length > 0 && items.every((item, index) => item.startsWith(`${index + 1}. `))
  if (!isNumbered) return html`<ul class="plain-list">${items.map((item) => html`<li>${item}</li>`)}</ul>`
  const texts = items.map((item) => item.slice(item.indexOf(' ') + 1))
  return html`<ol class="plain-list">${texts.map((text) => html`<li>${text}</li>`)}</ol>`
}

/** A long text of a machine's, such as a list of commands, is shown on demand. */
function codeView({ label, text }: { label?: string; text: string }): VNode {
  const lines = text.split('\n').length
  const code = html`<pre class="code" tabindex="0" aria-label=${label}><code>${text}</code></pre>`
  if (label === undefined && lines <= shownLines) return code
  return html`<details class="more-code">
    <summary>${label ?? `${lines} lines`}</summary>${code}
  </details>`
}

function fieldView({ label, value, tone }: { label: string; value: string; tone?: string }): VNode {
  return html`<div class="field tone-${tone ?? 'neutral'}"><dt>${label}</dt><dd>${value}</dd></div>`
}

/** A link to a manual's page opens beside the chat, one to a page of ours in its place, others in a tab of their own. */
function link({ label, url }: { label: string; url: string }, { open }: Sources): VNode {
  if (isAdding(url)) {
    const onClick = (event: MouseEvent) => follow(event, askToAdd)
    return html`<p class="link"><a href=${url} onClick=${onClick}>${label}</a></p>`
  }
  const path = ownPath(url)
  if (path !== undefined) {
    const onClick = (event: MouseEvent) => follow(event, () => visit(path))
    return html`<p class="link"><a href=${path} onClick=${onClick}>${label}</a></p>`
  }
  const citation = citedBy(label, url)
  const onClick = (event: MouseEvent) => citation && follow(event, () => open(citation))
  return html`<p class="link"><a href=${safeUrl(url)} target="_blank" rel="noopener noreferrer" onClick=${onClick}>${label}</a></p>`
}

/** The address of a page of ours beside the chat. */
function ownPath(url: string): string | undefined {
  const { origin, pathname, search } = new URL(url, location.href)
  const { at } = parseRoute(pathname, search)
  return origin === location.origin && at !== 'chat' && at !== 'document' ? pathname : undefined
}

/** The place in a manual that a link names. */
function citedBy(label: string, url: string): Citation | undefined {
  const { pathname, search } = new URL(url, location.href)
  const route = parseRoute(pathname, search)
  if (route.at !== 'document') return undefined
  const { id, page, quote } = route
  return { document_id: id, title: label, page, page_end: page, heading: '', quote, url }
}

/** Only what a browser merely fetches or shows: a link that would run something goes nowhere. */
function safeUrl(url: string): string | undefined {
  const { protocol } = new URL(url, location.href)
  return protocol === 'https:' || protocol === 'http:' ? url : undefined
}
