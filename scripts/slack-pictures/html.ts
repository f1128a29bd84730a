import type { KnownBlock, ModalView, TextObject, View } from '@slack/types'
import { actions, inputBlock } from './html-elements.ts'
import { escapeHtml } from './html-escape.ts'
import { markup, richText } from './html-text.ts'

/** Slack's blocks as HTML that looks about as Slack's own program draws them. */
export function blocksHtml(blocks: View['blocks'] | KnownBlock[]): string {
  return blocks
    .map((block) => `<div class="block ${block.type}">${blockHtml(block as KnownBlock)}</div>`)
    .join('')
}

function blockHtml(block: KnownBlock): string {
  switch (block.type) {
    case 'rich_text':
      return richText(block)
    case 'header':
      return `<h1>${escapeHtml(block.text.text)}</h1>`
    case 'context':
      return block.elements
        .map((element) => ('text' in element ? `<span>${textHtml(element)}</span>` : ''))
        .join('')
    case 'divider':
      return '<hr>'
    case 'image':
      return `<img alt="${escapeHtml(block.alt_text)}">`
    case 'actions':
    case 'context_actions':
      return actions(block.elements)
    case 'input':
      return inputBlock(block)
    default:
      throw new Error(`no picture of ${block.type} yet`)
  }
}

function textHtml(text: TextObject): string {
  return text.type === 'mrkdwn' ? markup(text.text) : escapeHtml(text.text)
}

/** A form in its window. */
export function modalHtml({ title, blocks, submit, close }: ModalView): string {
  return `<div class="modal"><div class="modal-head"><b>${escapeHtml(title.text)}</b><i>×</i></div>
    <div class="modal-body">${blocksHtml(blocks)}</div>
    <div class="modal-foot"><button>${escapeHtml(close?.text ?? '')}</button>
    <button class="primary">${escapeHtml(submit?.text ?? '')}</button></div></div>`
}

/** A message of the app's. */
export function messageHtml(blocks: KnownBlock[], time: string): string {
  return `<article><div class="avatar">AI</div><div class="body"><div class="head"><b>AI Assistant</b>
    <span class="app">APP</span><time>${time}</time></div>${blocksHtml(blocks)}</div></article>`
}

/** What a person wrote. */
export function personHtml(name: string, text: string, time: string): string {
  const initials = name.split(' ').map((word) => word.charAt(0))
  return `<article><div class="avatar person">${initials.join('')}</div><div class="body"><div class="head">
    <b>${escapeHtml(name)}</b><time>${time}</time></div><p>${text}</p></div></article>`
}

/** The start page. */
export function homeHtml(blocks: View['blocks']): string {
  return `<div class="app-head"><div class="avatar">AI</div><b>AI Assistant</b></div>
    <div class="tabs"><b>Home</b><span>Messages</span><span>About</span></div><div class="home">${blocksHtml(blocks)}</div>`
}
