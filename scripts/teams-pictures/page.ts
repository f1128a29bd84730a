import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { marked } from 'marked'
import type { TeamsMessage } from '../../src/bot/teams/render/card.ts'
import { escapeHtml } from '../slack-pictures/html-escape.ts'
import { host } from './host.ts'
import type { Picture } from './pictures.ts'

const styles = readFileSync(join(import.meta.dirname, 'teams.css'), 'utf8')

/** A page that shows a picture; its cards are drawn in the browser. */
export function pageOf({ asked, messages }: Picture): string {
  const question = asked === undefined ? '' : personHtml(asked)
  return `<!doctype html><html lang="en"><meta charset="utf-8"><style>${styles}</style>
    <body>${question}${messages.map(messageHtml).join('')}
    <script type="application/json" id="host">${JSON.stringify(host)}</script></body></html>`
}

const personHtml = (text: string): string =>
  `<article class="own"><div><header>14:05</header><div class="bubble">${escapeHtml(text)}</div></div></article>`

function messageHtml(message: TeamsMessage): string {
  const isByAi = 'entities' in message && message.entities.length > 0
  const label = isByAi ? '<span class="label">AI generated</span>' : ''
  const shown =
    'text' in message
      ? `<div class="bubble">${saidHtml(message.text)}</div>`
      : `<div class="card" data-card="${escapeHtml(JSON.stringify(message.card))}"></div>`
  const thumbs = 'feedback' in message ? '<div class="thumbs">👍 👎</div>' : ''
  return `<article><div class="avatar">AI</div><div><header><b>AI Assistant</b> 14:06 ${label}</header>
    ${shown}${thumbs}</div></article>`
}

/** Marks become what Teams makes of them: numbers that show the source. */
function saidHtml(text: string): string {
  return String(marked.parse(text, { async: false })).replaceAll(/\[(\d+)\]/g, '<sup>$1</sup>')
}
