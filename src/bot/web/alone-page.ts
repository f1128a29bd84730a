import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const page = new URL('page/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, page), 'utf8')

const style = ['tokens', 'base', 'notice', 'sign-in'].map((name) => read(`styles/${name}.css`)).join('')
const mark = read('icon.svg')
const icon = `data:image/svg+xml;base64,${Buffer.from(mark).toString('base64')}`

/** What the browser may load for a page that stands alone: nothing but what is in it. */
export const alonePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** A page without scripts that stands alone: whoever sees it may load no other file of ours. */
export function alonePage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · AI Assistant</title>
<link rel="icon" type="image/svg+xml" href="${icon}">
<style>${style}</style>
</head>
<body class="alone">
<main class="full-notice">
${mark}
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`
}

/** A page that says one thing: what happened, and what to do. */
export function noticePage(title: string, sentences: (string | undefined)[]): string {
  const paragraphs = sentences.map((text) => (text === undefined ? '' : `<p>${escapeHtml(text)}</p>`))
  return alonePage(title, paragraphs.join('\n'))
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}
