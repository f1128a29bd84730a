import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Marked, type RendererObject } from 'marked'
import { type Manual, manualsFolder } from './manifest.ts'

const styles = readFileSync(join(import.meta.dirname, 'print.css'), 'utf8')

/** A figure and its unit: no line may break between them. Chromium writes the hard space as a plain one. */
const figureWithUnit =
  /(\d+(?:[.,]\d+)?) (Nm|bar|rpm|mm|cm|m\/min|m\/s|m²|m|L\/min|L|kg|kW|kVA|mA|MΩ|µm|dB\(A\)|°C|Hz|A|V|N|seconds|minutes|hours|days|months|δευτερόλεπτα|λεπτά|λεπτό|ώρες|ημέρες|μήνες)(?![\p{L}\d])/gu

/** An error code, a part number or an oil grade: no line may break after its hyphen. */
const code = /E-\d{3}|AB\d\d-\d{4}|15W-40/g

/** The first words of a safety note, in either language, and the look they get. */
const noteKinds = [
  [/^(WARNING|ΠΡΟΕΙΔΟΠΟΙΗΣΗ):/, 'warning'],
  [/^(CAUTION|ΠΡΟΣΟΧΗ):/, 'caution'],
] as const

const noteKind = (text: string): string =>
  noteKinds.find(([words]) => words.test(text.replaceAll('*', '')))?.[1] ?? 'remark'

const escapeAttribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')

/** Drawings go into the page itself, so that the page needs no other file. */
function drawing(name: string, description: string): string {
  const svg = readFileSync(join(manualsFolder, name), 'utf8')
  return `<figure role="img" aria-label="${escapeAttribute(description)}">${svg}</figure>`
}

const renderer: RendererObject = {
  blockquote({ text, tokens }) {
    return `<aside class="${noteKind(text)}">${this.parser.parse(tokens)}</aside>`
  },
  paragraph({ tokens }) {
    const [only, ...others] = tokens
    return only?.type === 'image' && others.length === 0
      ? drawing(only['href'], only['text'])
      : `<p>${this.parser.parseInline(tokens)}</p>`
  },
  text(token) {
    if ('tokens' in token && token.tokens) return this.parser.parseInline(token.tokens)
    return token.text.replace(figureWithUnit, '$1\u00a0$2').replace(code, '<span class="code">$&</span>')
  },
}

const marked = new Marked({ renderer })

/** The page to print: a small title block, then the manual. The browser's outline is its headings. */
export function manualPage(manual: Manual, markdown: string): string {
  return `<!doctype html>
<html lang="${manual.language}">
<head>
<meta charset="utf-8">
<title>${manual.title}</title>
<style>:root { --title: "${manual.title}" }
${styles}</style>
</head>
<body>
<header>${manual.title}</header>
${marked.parse(markdown, { async: false })}
</body>
</html>`
}
