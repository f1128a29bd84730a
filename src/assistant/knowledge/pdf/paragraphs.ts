import type { JoinLines } from './hyphens.ts'
import type { Line } from './line.ts'

export interface Paragraph {
  /** From 1. */
  page: number
  text: string
}

/** A gap between lines this many times the usual one begins a paragraph. */
const paragraphGap = 1.3
/** The usual distance of baselines, in font sizes, where there are too few lines to tell. */
const usualPitch = 1.25
/** A line that ends a sentence and fills less than this share of the widest line ends its paragraph. */
const shortLine = 0.75
/** Lines that begin this far apart, in font sizes, are not of one paragraph. */
const farAside = 6
const listItem = /^(?:[•◦▪■●○►‣·–—*-]|\(?\d{1,2}[.)]|\(?[a-zα-ω][.)])\s/u
/** WARNING: and its like. */
const label = /^\p{Lu}{4,}(?: \p{Lu}+)*(?::|!|$)/u
const sentenceEnd = /[.!?:;·…]["'”’)\]]?$/u

/** Joins printed lines into paragraphs; a paragraph never leaves its page. */
export function joinParagraphs(lines: Line[], join: JoinLines): Paragraph[] {
  const pitch = usualDistance(lines)
  const right = Math.max(0, ...lines.map((line) => line.x + line.width))
  const paragraphs: Paragraph[] = []
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]
    const last = paragraphs.at(-1)
    if (last !== undefined && before !== undefined && flowsOn(before, line, pitch, right)) {
      last.text = join(last.text, line.text)
    } else {
      paragraphs.push({ page: line.page, text: line.text })
    }
  }
  return paragraphs
}

function flowsOn(before: Line, line: Line, pitch: number, right: number): boolean {
  if (
    before.page !== line.page ||
    before.row ||
    line.row ||
    listItem.test(line.text) ||
    label.test(line.text)
  )
    return false
  if (Math.abs(before.size - line.size) > before.size * 0.1) return false
  if (Math.abs(before.x - line.x) > farAside * line.size) return false
  const step = line.y - before.y
  if (step <= 0) return !sentenceEnd.test(before.text) // the next column
  if (step > pitch * paragraphGap * line.size) return false
  return !(sentenceEnd.test(before.text) && before.x + before.width < right * shortLine)
}

/** The median distance of neighbouring baselines, in font sizes. */
function usualDistance(lines: Line[]): number {
  const steps = lines
    .slice(1)
    .map((line, index) => (line.y - (lines[index]?.y ?? 0)) / line.size)
    .filter((step) => step > 0.5 && step < 4)
    .toSorted((a, b) => a - b)
  return steps.length < 3 ? usualPitch : Math.max(1, steps[Math.floor(steps.length / 2)] ?? usualPitch)
}
