import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Closed } from './closed.ts'

const page = new URL('page/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, page), 'utf8')

/** In the page itself, because a closed chat serves no other file. */
const style = ['tokens', 'base', 'notice'].map((name) => read(`styles/${name}.css`)).join('')
const mark = read('icon.svg')

/** What the browser may load for the closed page: nothing but its own style. */
export const closedPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The page that stands in front of a closed chat. */
export function closedPage({ message, action }: Closed): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>The chat is closed</title>
<style>${style}</style>
</head>
<body>
<main class="full-notice">
${mark}
<h1>The chat is closed</h1>
<p>${escapeHtml(message)}</p>
<p>${escapeHtml(action)}</p>
</main>
</body>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}
