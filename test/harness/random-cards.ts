import type { Block, Button, Card } from '../../src/bot/card.ts'

/** Numbers from 0 to 1 that are the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What people and logs write who wish a chat ill, or just write. */
export const hostile = [
  '<!channel>',
  '<@U012AB3CD>',
  '@here',
  '<https://evil.example|the manual>',
  '[the manual](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '[1]: https://evil.example',
  'https://evil.example/a_b_c?d=*e*',
  'www.evil.example',
  'mail@evil.example',
  '*bold*',
  '**bold**',
  '_it_',
  '__it__',
  '~gone~',
  '~~gone~~',
  '`code`',
  '```code```',
  ':fire:',
  ':+1:',
  '&lt;b&gt;',
  '<b>x</b>',
  '\\*',
  '\\',
  '# title',
  '> quote',
  '>quote',
  '+ plus',
  '---',
  '===',
  '- - -',
  '***',
  '|a|b|',
  '|---|---|',
  '    indented',
  'ai_assistant',
  '12:30:45',
  '[1]',
  '[2][3]',
  '[12]',
  '😀',
  'ψυχή',
]

export interface Dice {
  /** A whole number below `end`. */
  below(end: number): number
  one<Thing>(things: Thing[]): Thing
  some<Thing>(most: number, make: () => Thing): Thing[]
}

export function diceOf(seed: number): Dice {
  const random = randomOf(seed)
  const below = (end: number) => Math.floor(random() * end)
  return {
    below,
    one: (things) => things[below(things.length)] as (typeof things)[number],
    some: (most, make) => Array.from({ length: below(most + 1) }, make),
  }
}

/** Words, hostile ones among them, in lines; each word of ours is another one. */
export function randomText(dice: Dice, most: number): string {
  const words = dice.some(most, () => (dice.below(4) === 0 ? dice.one(hostile) : `w${dice.below(1e9)}x`))
  return words
    .map((word) => `${word}${dice.one([' ', ' ', ' ', '. ', '\n', '\n\n', '\n- ', '\n1. '])}`)
    .join('')
}

/** A card of random blocks with a row of buttons at its end. */
export function randomCard(dice: Dice): Card {
  const length = dice.one([3, 30, 30, 300, 900])
  const blocks = dice.some(11, () => randomBlock(dice, length))
  const headline = dice.below(2) === 0 ? {} : { headline: `STATE · ${randomText(dice, 12)}` }
  return { ...headline, blocks: [...blocks, { kind: 'feedback', messageId: 'm' }, randomButtons(dice)] }
}

function randomBlock(dice: Dice, length: number): Block {
  const text = () => randomText(dice, length)
  const short = () => randomText(dice, 8)
  return dice.one<() => Block>([
    () => ({ kind: 'text', text: text() }),
    () => ({ kind: 'answer', text: text() }),
    () => ({ kind: 'warning', text: `Warning from the manual: ${text()}` }),
    () => ({ kind: 'note', text: text() }),
    () => ({ kind: 'code', text: text() }),
    () => ({ kind: 'code', text: text(), label: 'Exact commands' }),
    () => ({ kind: 'list', items: dice.some(30, short) }),
    () => ({ kind: 'fields', fields: dice.some(20, () => ({ label: short(), value: short() })) }),
    () => ({
      kind: 'link',
      label: `Page ${short()}`,
      url: dice.one(['/runs/1', 'https://a.example/?x=<|>&y', 'javascript:x']),
    }),
    () => ({ kind: 'image', url: dice.one(['https://a.example/x.png', '/x.png']), alt: short() }),
    () => ({ kind: 'divider' }),
    () => ({ kind: 'sources', sources: dice.some(9, () => randomSource(dice)) }),
  ])()
}

function randomSource(dice: Dice) {
  return {
    document_id: '4f0d7c2a-6a0e-4a53-9d1b-0c6a3c1d9e55',
    title: `Manual ${randomText(dice, 8)}`,
    page: 7,
    page_end: 7,
    heading: randomText(dice, 4),
    quote: randomText(dice, 60),
    url: `/documents/4f0d7c2a-6a0e-4a53-9d1b-0c6a3c1d9e55?page=${dice.below(99)}`,
  }
}

function randomButtons(dice: Dice): Block {
  const button = (): Button => ({
    label: `Press ${randomText(dice, 2)}`,
    action: dice.one(['run-approve', 'logs', 'plan']),
    value: `${dice.below(1e9)} ${'v'.repeat(dice.one([3, 30, 190]))}`,
    ...(dice.below(3) === 0 && { style: dice.one<'primary' | 'danger'>(['primary', 'danger']) }),
  })
  return { kind: 'buttons', buttons: [button(), ...dice.some(5, button)], more: dice.some(8, button) }
}
