import { pieces } from '../../render/pieces.ts'
import type { CardElement } from './elements.ts'
import { limits } from './limits.ts'
import { close, linesOf, richText, run } from './rich-text.ts'

/** A manual's own warning: in its own box, and said to be one. */
export function warningElements(text: string): CardElement[] {
  const [, lead, said = ''] = /^(Warning[^:\n]{0,40}:) ?([\s\S]*)$/.exec(text) ?? ['', 'Warning:', text]
  return pieces(said, limits['text.run']).map((piece, index) => ({
    type: 'Container',
    style: 'warning',
    items: boxed(piece, index === 0 ? `${lead} ` : ''),
  }))
}

function boxed(text: string, lead: string): CardElement[] {
  return linesOf(text).map(({ line, isFirst }, index) => {
    const begin = index === 0 && lead !== '' ? [run(lead, { weight: 'Bolder' })] : []
    return close(richText([...begin, run(line)]), isFirst)
  })
}
