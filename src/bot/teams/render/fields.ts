import type { Block, Tone } from '../../card.ts'
import { pieces } from '../../render/pieces.ts'
import type { CardElement, Color } from './elements.ts'
import { limits } from './limits.ts'
import { richText, run, textElements } from './rich-text.ts'
import { literal } from './text.ts'

type Field = Extract<Block, { kind: 'fields' }>['fields'][number]

/** How many rows are drawn together. */
const together = 10

export const colors: Record<Tone, Color> = {
  neutral: 'Default',
  good: 'Good',
  warning: 'Warning',
  critical: 'Attention',
}

/** Rows of a label and its value; where one has a tone, its colour repeats what its words say. */
export function fieldElements(fields: Field[]): CardElement[] {
  if (fields.some(({ tone = 'neutral' }) => tone !== 'neutral')) return fields.map(tonedRow)
  const facts = fields.flatMap(factsOf)
  const sets: CardElement[] = []
  for (let at = 0; at < facts.length; at += together)
    sets.push({ type: 'FactSet', facts: facts.slice(at, at + together) })
  return sets
}

/** A value that is too long for one fact goes on in others. */
function factsOf({ label, value }: Field): { title: string; value: string }[] {
  const values = pieces(value, limits['fact.value'])
  return (values.length === 0 ? [''] : values).map((piece, index) => ({
    title: index === 0 ? `${literal(label)}:` : '',
    value: literal(piece),
  }))
}

function tonedRow({ label, value, tone = 'neutral' }: Field): CardElement {
  return {
    type: 'ColumnSet',
    spacing: 'Small',
    columns: [
      { type: 'Column', width: 1, items: [richText([run(`${label}:`, { weight: 'Bolder' })])] },
      {
        type: 'Column',
        width: 2,
        items: textElements(value, tone === 'neutral' ? {} : { color: colors[tone] }),
      },
    ],
  }
}
