import { pieces } from '../../render/pieces.ts'
import type { CardElement, Look, TextRun } from './elements.ts'
import { limits } from './limits.ts'
import { clean } from './text.ts'

export const run = (text: string, look: Look = {}): TextRun => ({
  type: 'TextRun',
  text: clean(text),
  ...look,
})

/** A line of runs. */
export const richText = (inlines: TextRun[]): CardElement => ({ type: 'RichTextBlock', inlines })

/** A text as it stands: a block a line, since a line break within one is not shown everywhere. */
export function textElements(text: string, look: Look = {}): CardElement[] {
  return linesOf(text).map(({ line, isFirst }) => close(richText([run(line, look)]), isFirst))
}

/** The lines of a text that say something; the first of each paragraph stands apart. */
export function linesOf(text: string): { line: string; isFirst: boolean }[] {
  return text.split(/\n\s*\n/).flatMap((paragraph) =>
    paragraph
      .split('\n')
      .flatMap((line) => pieces(line, limits['text.run']))
      .filter(isSaid)
      .map((line, index) => ({ line, isFirst: index === 0 })),
  )
}

/** An element, near to the one above where it is not the first. */
export const close = (element: CardElement, isFirst: boolean): CardElement =>
  isFirst ? element : { ...element, spacing: 'None' }

const isSaid = (text: string): boolean => text.trim() !== ''
