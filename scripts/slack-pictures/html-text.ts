import type { RichTextBlock, RichTextBlockElement, RichTextElement } from '@slack/types'
import { escapeHtml } from './html-escape.ts'

/** Rich text as HTML. */
export function richText({ elements }: RichTextBlock): string {
  return elements.map(part).join('')
}

function part(element: RichTextBlockElement): string {
  switch (element.type) {
    case 'rich_text_section':
      return `<div class="section">${inline(element.elements)}</div>`
    case 'rich_text_quote':
      return `<blockquote>${inline(element.elements)}</blockquote>`
    case 'rich_text_preformatted':
      return `<pre>${inline(element.elements)}</pre>`
    case 'rich_text_list': {
      const items = element.elements.map((item) => `<li>${inline(item.elements)}</li>`).join('')
      const { offset = 0 }: typeof element & { offset?: number } = element
      return element.style === 'ordered' ? `<ol start="${offset + 1}">${items}</ol>` : `<ul>${items}</ul>`
    }
  }
}

function inline(elements: RichTextElement[]): string {
  return elements
    .map((element) => {
      if (element.type === 'link') return `<a>${escapeHtml(element.text ?? element.url)}</a>`
      if (element.type !== 'text') throw new Error(`no picture of ${element.type} yet`)
      const text = escapeHtml(element.text)
      return element.style?.bold ? `<b>${text}</b>` : text
    })
    .join('')
}

/** Slack's markup as HTML, as far as we write it: links, and text whose entities are HTML's too. */
export function markup(text: string): string {
  return text.replace(/<[^|>]+\|([^>]*)>/g, '<a>$1</a>').replaceAll('\n', '<br>')
}
