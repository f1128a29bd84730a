import { expect, test } from '@jest/globals'
import type { KnownBlock } from '@slack/types'
import type { Card } from '../../../../src/bot/card.ts'
import { renderCard } from '../../../../src/bot/slack/render/card.ts'
import { plainMessage } from '../../../../src/bot/slack/render/plain.ts'
import { checkBlocks } from '../../../fakes/slack/kit/check-blocks.ts'
import { type Pressable, pressablesOf } from '../../../fakes/slack/kit/pressables.ts'
import { diceOf, randomCard } from '../../../harness/random-cards.ts'

/** A key as long as keys may be. */
const key = `slack:${'k'.repeat(194)}`
const links = { baseUrl: 'http://localhost:3000' }
const cards = Array.from({ length: 150 }, (_, index) => randomCard(diceOf(index + 1)))

const textsIn = (value: unknown, names: string[]): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, part]) =>
        names.includes(name) && typeof part === 'string' ? [part] : textsIn(part, names),
      )

/** What a press carries, as the contract of posts has it. */
function pressOf({ actionId, value, option }: Pressable): string {
  return option === undefined ? `${actionId.split('#')[0]} ${value}` : option.value
}

function everyCard(check: (card: Card) => void): void {
  for (const card of cards) check(card)
}

test('any card is a few messages that Slack takes', () => {
  everyCard((card) => {
    for (const { text, blocks } of renderCard(card, key, links)) {
      expect(checkBlocks(blocks)).toEqual(blocks)
      expect(text).not.toBe('')
      expect(text.length).toBeLessThan(400)
    }
  })
})

test('any card keeps its buttons and thumbs, each by itself, all in its last message, on the post they are of', () => {
  everyCard((card) => {
    const messages = renderCard(card, key, links).map(({ blocks }) => checkBlocks(blocks))
    const found = pressablesOf(messages.at(-1) ?? [])
    const wanted = card.blocks.flatMap((block) =>
      block.kind === 'buttons'
        ? [...block.buttons, ...(block.more ?? [])].map(({ action, value }) => `${action} ${value}`)
        : [],
    )
    const presses = found.filter(({ type }) => type !== 'feedback_buttons').map(pressOf)
    expect(presses.toSorted()).toEqual(wanted.toSorted())
    expect(found.filter(({ type }) => type === 'feedback_buttons')).toHaveLength(2)
    expect(pressablesOf(messages.slice(0, -1).flat())).toEqual([])
    for (const { blockId } of found) expect(blockId.replace(/^\d+\|/, '')).toBe(key)
  })
})

test('at most one button of a row is primary', () => {
  everyCard((card) => {
    const rows = renderCard(card, key, links).flatMap(({ blocks }) =>
      blocks.filter(({ type }) => type === 'actions'),
    )
    for (const row of rows)
      expect(textsIn(row, ['style']).filter((style) => style === 'primary').length).toBeLessThan(2)
  })
})

test('no word of a text or an answer is lost, however long it is', () => {
  everyCard((card) => {
    const shown = textsIn(renderCard(card, key, links), ['text']).join(' ')
    const said = card.blocks.flatMap((block) =>
      block.kind === 'text' || block.kind === 'answer' ? [block.text] : [],
    )
    const lost = (said.join(' ').match(/w\d+x/g) ?? []).filter((word) => !shown.includes(word))
    expect(lost).toEqual([])
  })
})

const ourLink = /<https?:\/\/[^|<>\s]+(\|[^<>]*)?>/g
const inlineTypes = new Set(['text', 'link'])

test('nothing in a card becomes markup, a mention or a link of its own', () => {
  everyCard((card) => {
    const messages = renderCard(card, key, links)
    const markup = [
      ...messages.map(({ text }) => text),
      ...messages.flatMap(({ blocks }) => markupIn(blocks)),
      plainMessage(card, links).text,
    ]
    for (const text of markup) {
      const rest = text.replace(ourLink, (link) => link.slice(link.indexOf('|') + 1).replace(/>$/, ''))
      expect(rest.replace(/<https?:\/\/[^<>]*/g, '')).not.toMatch(/[<>`]/)
      expect(rest.replace(/https?:\/\/\S*/g, '')).not.toMatch(/(^|[^\p{L}\p{N}])[*_~]|:fire:|:\+1:/u)
      expect(text).not.toMatch(/^\s*&gt;/m)
    }
    for (const inline of messages.flatMap(({ blocks }) => inlineIn(blocks)))
      expect(inlineTypes).toContain(inline)
  })
})

/** The texts that Slack reads as markup. */
function markupIn(blocks: KnownBlock[]): string[] {
  return blocks.flatMap((block) =>
    block.type === 'context'
      ? block.elements.filter(({ type }) => type === 'mrkdwn').flatMap((one) => textsIn(one, ['text']))
      : [],
  )
}

/** The types of what rich text is made of. */
function inlineIn(blocks: KnownBlock[]): string[] {
  return blocks
    .filter(({ type }) => type === 'rich_text')
    .flatMap((block) => textsIn(block, ['type']))
    .filter((type) => !type.startsWith('rich_text'))
}

test('links lead to pages only', () => {
  everyCard((card) => {
    for (const url of textsIn(renderCard(card, key, links), ['url', 'image_url']))
      expect(url).toMatch(/^https?:\/\//)
  })
})

test('as plain text any card is one message', () => {
  everyCard((card) => {
    expect(plainMessage(card, links).text.length).toBeLessThanOrEqual(4_000)
  })
})
