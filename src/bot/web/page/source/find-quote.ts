/** A stretch of one text run of a page: characters from start up to end. */
export interface Stretch {
  run: number
  start: number
  end: number
}

/** Shorter pieces of a quote than this stand on a page by chance. */
const leastPart = 24

const ignored = /[\s\u00ad\u200b\ufeff]/

interface Squeezed {
  text: string
  /** For each character of the text, its run and its place there. */
  origin: { run: number; at: number }[]
}

function squeeze(runs: string[]): Squeezed {
  const origin: Squeezed['origin'] = []
  let text = ''
  runs.forEach((content, run) => {
    for (let at = 0; at < content.length; at += 1) {
      const character = content[at] ?? ''
      if (ignored.test(character)) continue
      text += character.toLowerCase().slice(0, 1)
      origin.push({ run, at })
    }
  })
  return { text, origin }
}

function stretches(origin: Squeezed['origin']): Stretch[] {
  const found: Stretch[] = []
  for (const { run, at } of origin) {
    const last = found.at(-1)
    if (last?.run === run) last.end = at + 1
    else found.push({ run, start: at, end: at + 1 })
  }
  return found
}

/** The longest part that satisfies `fits`, where every shorter one does too. */
function longest(length: number, fits: (size: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return low
}

/** Where the needle, or its beginning or end (it runs on from page to page), stands in the text. */
function place(text: string, needle: string): { from: number; to: number } | undefined {
  const whole = text.indexOf(needle)
  if (whole >= 0) return { from: whole, to: whole + needle.length }
  const head = longest(needle.length, (size) => text.includes(needle.slice(0, size)))
  const tail = longest(needle.length, (size) => text.includes(needle.slice(needle.length - size)))
  const size = Math.max(head, tail)
  if (size < Math.min(leastPart, needle.length)) return undefined
  const part = head >= tail ? needle.slice(0, size) : needle.slice(-size)
  const from = text.indexOf(part)
  return { from, to: from + size }
}

/**
 * Finds a quote among a page's text runs, whatever the white space and the case; of a quote that runs over
 * the page's edge, the part that is here. Empty where it does not stand on the page.
 */
export function findQuote(runs: string[], quote: string): Stretch[] {
  const page = squeeze(runs)
  const needle = squeeze([quote]).text
  if (needle === '') return []
  const found = place(page.text, needle)
  return found ? stretches(page.origin.slice(found.from, found.to)) : []
}
