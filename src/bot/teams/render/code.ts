import { pieces } from '../../render/pieces.ts'
import { actionSets } from './actions.ts'
import type { CardElement } from './elements.ts'
import { limits } from './limits.ts'
import { titleOf } from './press.ts'
import { close, richText, run } from './rich-text.ts'
import type { Surroundings } from './surroundings.ts'

/** What a program says, or is told, as it stands; with a label it opens at a press. Each unit stays together. */
export function codeUnits(
  { text, label }: { text: string; label?: string },
  around: Surroundings,
): CardElement[][] {
  return pieces(text, limits['text.run']).map((piece, index) => {
    const items = lines(piece)
    if (label === undefined) return [{ type: 'Container', style: 'emphasis', items }]
    const id = around.nameOf('code')
    return [
      ...actionSets([
        {
          type: 'Action.ToggleVisibility',
          title: titleOf(index === 0 ? label : `${label} (${index + 1})`),
          targetElements: [id],
        },
      ]),
      { type: 'Container', style: 'emphasis', id, isVisible: false, items },
    ]
  })
}

function lines(text: string): CardElement[] {
  return text
    .split('\n')
    .map((line, index) => close(richText([run(indented(line), { fontType: 'Monospace' })]), index === 0))
}

/** Blanks that stay as many as they are; an empty line keeps its height. */
function indented(line: string): string {
  return (
    line.replaceAll('\t', '  ').replace(/^ +| {2,}/g, (blanks) => '\u00a0'.repeat(blanks.length)) || '\u00a0'
  )
}
