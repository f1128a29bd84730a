import { expect, test } from '@jest/globals'
import type { Block, Button, Card } from '../../../../src/bot/card.ts'
import { joiner } from '../../../../src/bot/render/markdown.ts'
import { renderCard } from '../../../../src/bot/teams/render/card.ts'
import type { CardAction, ExecuteAction } from '../../../../src/bot/teams/render/elements.ts'
import { plainText } from '../../../../src/bot/teams/render/plain.ts'
import { withRefresh } from '../../../../src/bot/teams/render/refresh.ts'
import { faultsOf } from '../../../harness/adaptive-cards.ts'
import { type Dice, diceOf, randomCard, randomText } from '../../../harness/random-cards.ts'
import {
  actionsIn,
  cardsIn,
  hasThumbs,
  refusalsOf,
  textsIn,
  wordsOf,
} from '../../../harness/teams-messages.ts'

/** A key as long as keys may be. */
const key = `teams:${'k'.repeat(194)}`
const links = { baseUrl: 'http://localhost:3000' }
const cards = Array.from({ length: 150 }, (_, index) =>
  withMore(randomCard(diceOf(index + 1)), diceOf(index + 1)),
)

/** What Slack's cards have no use for: tones of rows, and buttons that ask for something. */
function withMore(card: Card, dice: Dice): Card {
  const toned: Block = {
    kind: 'fields',
    fields: dice.some(6, () => ({
      label: randomText(dice, 3),
      value: randomText(dice, 9),
      tone: dice.one(['neutral' as const, 'good' as const, 'warning' as const, 'critical' as const]),
    })),
  }
  const asking = (button: Button): Button =>
    dice.below(3) > 0
      ? button
      : { ...button, input: { label: 'Why?', submit: 'Send', isRequired: dice.below(2) === 0 } }
  return {
    ...card,
    tone: dice.one(['neutral' as const, 'good' as const, 'warning' as const, 'critical' as const]),
    blocks: [toned, ...card.blocks].map((block) =>
      block.kind === 'buttons'
        ? { ...block, buttons: block.buttons.map(asking), more: (block.more ?? []).map(asking) }
        : block,
    ),
  }
}

const rendered = new Map(cards.map((card) => [card, renderCard(card, key, links)]))
const messagesOf = (card: Card) => rendered.get(card) ?? []

const wordsIn = (text: string): string[] => text.match(/w\d+x/g) ?? []

/** The presses that actions make, those in what opens below too. */
const pressesIn = (actions: CardAction[]): ExecuteAction[] =>
  actions.filter((action) => action.type === 'Action.Execute')

test('any card is a few messages that Teams takes and shows', () => {
  for (const card of cards) expect(messagesOf(card).flatMap(refusalsOf)).toEqual([])
})

test('so it is with a view for each of as many people as may have one', () => {
  const userIds = Array.from({ length: 99 }, (_, index) => `29:${'u'.repeat(60)}${index}`)
  for (const card of cards) {
    for (const message of messagesOf(card)) {
      if (!('card' in message)) continue
      const refreshed = withRefresh(message.card, key, userIds)
      expect(faultsOf(refreshed)).toEqual([])
      expect(refreshed.refresh?.userIds).toHaveLength(60)
      expect(JSON.stringify({ ...message, card: refreshed }).length * 2).toBeLessThan(80_000)
    }
  }
})

test('any card keeps its buttons in its last message and its thumbs below its text, on the post they are of', () => {
  for (const card of cards) {
    const messages = messagesOf(card)
    const presses = pressesIn(cardsIn(messages.slice(-1)).flatMap(actionsIn))
    const wanted = card.blocks.flatMap((block) =>
      block.kind === 'buttons'
        ? [...block.buttons, ...(block.more ?? [])].map(({ action, value }) => `${action} ${value}`)
        : [],
    )
    const isThumb = ({ verb }: ExecuteAction) => verb === 'feedback'
    const pressed = presses.filter((press) => !isThumb(press))
    expect(pressed.map(({ verb, data }) => `${verb} ${data['value']}`).toSorted()).toEqual(wanted.toSorted())
    const isAnswer = card.blocks.some((block) => block.kind === 'answer' && block.text.trim() !== '')
    expect(presses.filter(isThumb).length).toBe(isAnswer ? 0 : 2)
    const lastWords = messages.findLastIndex((message) => 'text' in message)
    expect(messages.map(hasThumbs)).toEqual(messages.map((_, index) => isAnswer && index === lastWords))
    expect(pressesIn(cardsIn(messages.slice(0, -1)).flatMap(actionsIn))).toEqual([])
    for (const { verb, data } of presses) expect([data['postKey'], data['action']]).toEqual([key, verb])
  }
})

test('at most one button of a row is primary', () => {
  for (const card of cards) {
    const buttons = cardsIn(messagesOf(card)).map(({ actions = [] }) => actions)
    for (const row of buttons) expect(row.filter(({ style }) => style === 'positive').length).toBeLessThan(2)
  }
})

/** What a card says in all its blocks, but for what its sources and buttons are cut to. */
function saidBy({ headline = '', blocks }: Card): string {
  const said = blocks.flatMap((block): string[] => {
    if ('text' in block) return [block.text, block.kind === 'code' ? (block.label ?? '') : '']
    if (block.kind === 'fields') return block.fields.flatMap(({ label, value }) => [label, value])
    if (block.kind === 'list') return block.items
    if (block.kind === 'link') return [block.label]
    return block.kind === 'image' ? [block.alt] : []
  })
  return [headline, ...said].join(' ')
}

test('no word of a card is lost, however long it is', () => {
  for (const card of cards) {
    const messages = messagesOf(card)
    const shown = messages.flatMap((message) => {
      if ('text' in message) return [wordsOf(message)]
      const { literal, markdown } = textsIn(message.card)
      return [...literal, ...markdown]
    })
    const found = new Set(wordsIn(shown.join(' ')))
    expect(wordsIn(saidBy(card)).filter((word) => !found.has(word))).toEqual([])
  }
})

test('links lead to pages only, and all of them are of the card', () => {
  for (const card of cards) {
    for (const message of messagesOf(card)) {
      const urls = JSON.stringify(message).match(/(?<="url":")[^"]*/g) ?? []
      for (const url of urls) expect(url).toMatch(/^https?:\/\/(localhost:3000|a\.example)\//)
    }
  }
})

test('as plain text any card is one short message, in which only its own links are links', () => {
  for (const card of cards) {
    const text = plainText(card, links)
    expect(text.length).toBeLessThanOrEqual(10_000)
    expect(text.replaceAll(`:${joiner}//`, '')).not.toMatch(/https?:\/\/(?!localhost:3000\/|a\.example\/)/)
  }
})
