import { expect, test } from '@jest/globals'
import { cards } from '../../../../scripts/slack-pictures/cards.ts'
import type { Block, Button, Card } from '../../../../src/bot/card.ts'
import { streamingCard } from '../../../../src/bot/cards/answer.ts'
import { renderCard } from '../../../../src/bot/teams/render/card.ts'
import { renderHome } from '../../../../src/bot/teams/render/home.ts'
import { typedAt } from '../../../../src/bot/teams/render/press.ts'
import { withOwnCards, withRefresh } from '../../../../src/bot/teams/render/refresh.ts'
import {
  actionsIn,
  cardsIn,
  entitiesIn,
  hasThumbs,
  refusalsOf,
  wordsOf,
} from '../../../harness/teams-messages.ts'

const links = { baseUrl: 'https://assistant.autoboss.example' }

const rendered = (card: Card) => renderCard(card, 'key', links)

/** What is drawn of blocks, in one card. */
function drawn(...blocks: Block[]) {
  const [card] = cardsIn(rendered({ blocks }))
  if (card === undefined) throw new Error('no card was drawn')
  return card
}

const button = (label: string, more: Partial<Button> = {}): Button => ({
  label,
  action: 'logs',
  value: label,
  ...more,
})

const asking = (label: string, isRequired = true): Button =>
  button(label, { input: { label: 'Why?', submit: 'Send', isRequired, maxLength: 500 } })

const source = (page: number) => ({
  document_id: '4f0d7c2a-6a0e-4a53-9d1b-0c6a3c1d9e55',
  title: 'V4.0 Maintenance',
  page,
  page_end: page,
  heading: 'Blade bolts',
  quote: 'Tighten the blade bolts. '.repeat(20),
  url: `/documents/4f0d7c2a-6a0e-4a53-9d1b-0c6a3c1d9e55?page=${page}`,
})

const labelOf = (card: Card) => entitiesIn(rendered(card)).map(({ additionalType }) => additionalType)

test('only an answer that a model wrote is said to be one, and only once it is whole', () => {
  expect(labelOf(cards.answer)).toEqual([['AIGeneratedContent']])
  expect(labelOf(cards['answer that stopped early'])).toEqual([undefined])
  expect(labelOf(cards['verified answer'])).toEqual([undefined])
  expect(labelOf(cards.streaming)).toEqual([undefined])
  const note = { kind: 'note' as const, text: 'Verified, to “Written by AI from the manuals”' }
  expect(labelOf({ blocks: [{ kind: 'answer', text: 'Yes.' }, note] })).toEqual([])
})

test('what the text cites is its citations, ten at most; other sources stand below', () => {
  const text = Array.from({ length: 12 }, (_, index) => `Step [${index + 1}].`).join('\n')
  const sources = Array.from({ length: 13 }, (_, index) => source(index + 1))
  const messages = rendered({
    blocks: [
      { kind: 'answer', text },
      { kind: 'sources', sources },
    ],
  })
  const claims = entitiesIn(messages)[0]?.citation ?? []
  expect(claims.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(claims[0]?.appearance).toMatchObject({
    name: 'V4.0 Maintenance, page 1: Blade bolts',
    url: 'https://assistant.autoboss.example/documents/4f0d7c2a-6a0e-4a53-9d1b-0c6a3c1d9e55?page=1',
  })
  expect(claims[0]?.appearance.abstract.length).toBeLessThanOrEqual(160)
  expect(
    JSON.stringify(cardsIn(messages)).match(/\[\d+\] V4\.0 Maintenance, page (\d+)(?=[^"]*","size)/g),
  ).toEqual([
    '[11] V4.0 Maintenance, page 11',
    '[12] V4.0 Maintenance, page 12',
    '[13] V4.0 Maintenance, page 13',
  ])
})

test('an answer that is being written only grows', () => {
  const whole = 'Do this [1]:\n1. Stop *all*\n2. Go to https://a.example\n\nThen {{start}}.'
  const textOf = (text: string) =>
    rendered(streamingCard(text, [source(1), source(2)], 'Writing…'))
      .map(wordsOf)
      .join('the next message')
  const texts = Array.from({ length: whole.length }, (_, end) => textOf(whole.slice(0, end + 1)))
  expect(texts.filter((text, index) => index > 0 && !text.startsWith(texts[index - 1] ?? ''))).toEqual([])
  expect(texts.at(-1)).toBe(textOf(whole))
})

test('thumbs are Teams’ own below an answer, buttons elsewhere, and words once they were pressed', () => {
  expect(rendered(cards.answer).map(hasThumbs)).toEqual([true, false])
  expect(JSON.stringify(rendered(cards.answer))).not.toContain('Helpful')
  expect(rendered(cards.refusal).map(hasThumbs)).toEqual([false])
  expect(actionsIn(drawn({ kind: 'feedback', messageId: 'm' }))).toMatchObject([
    {
      verb: 'feedback',
      data: { action: 'feedback', value: '{"messageId":"m","rating":"up"}', postKey: 'key' },
    },
    { verb: 'feedback', data: { action: 'feedback', value: '{"messageId":"m","rating":"down"}' } },
  ])
  const rated = rendered(cards['rated answer'])
  expect(rated.map(hasThumbs)).toEqual([false, false])
  expect(JSON.stringify(rated)).toContain('Rated helpful.')
})

test('the headline has the colour of its tone', () => {
  const colorOf = (tone: Card['tone']) =>
    cardsIn(rendered({ headline: 'DONE', ...(tone && { tone }), blocks: [] }))[0]?.body[0]
  expect([colorOf('good'), colorOf('warning'), colorOf('critical')]).toMatchObject([
    { color: 'Good' },
    { color: 'Warning' },
    { color: 'Attention' },
  ])
  expect(colorOf('neutral')).not.toHaveProperty('color')
})

test('a press says its action, value and post; clients that are too old say the same', () => {
  const data = { action: 'run-approve', value: '142 7F3A', postKey: 'key' }
  expect(
    drawn({
      kind: 'buttons',
      buttons: [button('Approve', { action: 'run-approve', value: '142 7F3A', style: 'primary' })],
      more: [button('Drop', { style: 'danger' })],
    }).actions,
  ).toMatchObject([
    {
      type: 'Action.Execute',
      verb: 'run-approve',
      style: 'positive',
      data,
      fallback: { type: 'Action.Submit', title: 'Approve', data },
    },
    { title: 'Drop', style: 'destructive', mode: 'secondary' },
  ])
})

test('a button that asks for something opens below, from nowhere else, each with a field of its own', () => {
  const actions =
    drawn({
      kind: 'buttons',
      buttons: [asking('Reject')],
      more: [button('Dry run'), asking('Emergency', false)],
    }).actions ?? []
  expect(actions.map(({ title, mode }) => [title, mode])).toEqual([
    ['Reject', undefined],
    ['Emergency', undefined],
    ['Dry run', 'secondary'],
  ])
  expect(actions[0]).toMatchObject({
    card: {
      body: [
        {
          id: 'input',
          isRequired: true,
          errorMessage: 'Fill this in first.',
          maxLength: 500,
          isMultiline: true,
        },
      ],
      actions: [{ title: 'Send', data: { action: 'logs', value: 'Reject', postKey: 'key' } }],
    },
  })
  expect(actions[1]).toMatchObject({
    card: { body: [{ id: 'input-2' }], actions: [{ data: { value: 'Emergency', typedInto: 'input-2' } }] },
  })
})

test('what was typed is read from the field that was typed into', () => {
  expect(typedAt({ action: 'logs', input: 'because' })).toBe('because')
  expect(typedAt({ action: 'logs', typedInto: 'input-2', 'input-2': 'urgent', input: '' })).toBe('urgent')
  expect(typedAt({ action: 'logs' })).toBeUndefined()
  expect(typedAt({ input: 4 })).toBeUndefined()
})

test('more buttons than a row shows are in more rows', () => {
  const { body, actions } = drawn({
    kind: 'buttons',
    buttons: Array.from({ length: 8 }, (_, index) => button(`B${index}`)),
    more: [button('Last')],
  })
  expect(body).toMatchObject([{ type: 'ActionSet', actions: { length: 6 } }])
  expect(actions?.map(({ title }) => title)).toEqual(['B6', 'B7', 'Last'])
})

test('rows with a tone are coloured, others are facts', () => {
  const fields = [{ label: 'Memory', value: '1.2 GB: warning' }]
  expect(drawn({ kind: 'fields', fields }).body).toEqual([
    { type: 'FactSet', facts: [{ title: 'Memory:', value: '1.2 GB: warning' }] },
  ])
  const [row] = drawn({
    kind: 'fields',
    fields: fields.map((one) => ({ ...one, tone: 'critical' as const })),
  }).body
  expect(JSON.stringify(row)).toContain('"text":"1.2 GB: warning","color":"Attention"')
})

test('what has a label opens at a press, other output stands there', () => {
  const { body } = drawn(
    { kind: 'code', text: 'a\n  b', label: 'Exact commands' },
    { kind: 'code', text: 'c' },
  )
  expect(body).toMatchObject([
    { actions: [{ type: 'Action.ToggleVisibility', title: 'Exact commands', targetElements: ['code'] }] },
    {
      id: 'code',
      isVisible: false,
      items: [{}, { inlines: [{ text: '\u00a0\u00a0b', fontType: 'Monospace' }] }],
    },
    { type: 'Container', items: [{ inlines: [{ text: 'c' }] }] },
  ])
  expect(body[2]).not.toHaveProperty('isVisible')
})

test('a picture that Teams cannot fetch is a link to it', () => {
  const picture = { kind: 'image' as const, url: '/x.png', alt: 'Rose from 3 to 12 s' }
  expect(drawn(picture).body).toMatchObject([
    { type: 'Image', url: 'https://assistant.autoboss.example/x.png', altText: 'Rose from 3 to 12 s' },
  ])
  const [local] = cardsIn(renderCard({ blocks: [picture] }, 'key', { baseUrl: 'http://localhost:3000' }))
  expect(local?.actions).toMatchObject([
    { type: 'Action.OpenUrl', title: 'Rose from 3 to 12 s', url: 'http://localhost:3000/x.png' },
  ])
})

test('short links are buttons that share a row, a long one is a line; without an address it is named', () => {
  const link = (label: string) => ({ kind: 'link' as const, label, url: '/runs/1' })
  expect(drawn(link('Where'), link('Everything')).actions?.map(({ title }) => title)).toEqual([
    'Where',
    'Everything',
  ])
  const long = link('Nearest: '.repeat(9))
  expect(drawn(long).body).toMatchObject([
    { selectAction: { url: 'https://assistant.autoboss.example/runs/1' } },
  ])
  const [card] = cardsIn(renderCard({ blocks: [link('Full record')] }, 'key'))
  expect(card).toMatchObject({ body: [{ inlines: [{ text: 'Full record' }] }] })
})

test('what follows a divider stands below a line; one at the end is none', () => {
  const { body } = drawn(
    { kind: 'text', text: 'a' },
    { kind: 'divider' },
    { kind: 'text', text: 'b' },
    { kind: 'divider' },
  )
  expect(body.map(({ separator }) => separator)).toEqual([undefined, true])
})

test('a card without anything is still a message', () => {
  expect(renderCard({ blocks: [] }, 'key')).toEqual([
    { summary: 'A message without words.', text: 'A message without words.', entities: [] },
  ])
})

test('an answer too long for one message goes on in others; thumbs are below its end, buttons in a card below it', () => {
  const text = Array.from(
    { length: 900 },
    (_, index) => `Part ${index} says one thing [1] and another [2].`,
  ).join('\n\n')
  const messages = rendered({
    blocks: [
      { kind: 'answer', text },
      { kind: 'sources', sources: [source(1), source(2), source(3)] },
      { kind: 'feedback', messageId: 'm' },
      { kind: 'buttons', buttons: [button('Get a person')] },
    ],
  })
  expect(messages.length).toBeGreaterThan(1)
  expect(messages.flatMap(refusalsOf)).toEqual([])
  expect(messages.map(({ summary }) => summary.replace(/^.*another\. ?/, ''))).toEqual(
    messages.map((_, index) => `(${index + 1} of ${messages.length})`),
  )
  const [end, below] = messages.slice(-2)
  expect(cardsIn(messages)).toEqual(below && cardsIn([below]))
  expect(messages.filter(hasThumbs)).toEqual([end])
  expect(end && wordsOf(end)).toContain('Part 899 says')
})

test('some people are shown a card of their own, sixty at most', () => {
  const card = drawn({ kind: 'text', text: 'a' })
  const ids = Array.from({ length: 61 }, (_, index) => `29:${index}`)
  expect(withRefresh(card, 'key', ids).refresh).toEqual({
    action: {
      type: 'Action.Execute',
      title: 'Refresh',
      verb: 'refresh',
      data: { action: 'refresh', postKey: 'key' },
    },
    userIds: ids.slice(0, 60),
  })
  expect(withRefresh(card, 'key', [])).toBe(card)
})

test('of a card of several messages, and of an answer, nobody is shown one of their own', () => {
  const text = 'Many words. '.repeat(300)
  const long = rendered({ blocks: Array.from({ length: 12 }, () => ({ kind: 'text', text })) })
  expect(long.length).toBeGreaterThan(1)
  const answer = rendered({ blocks: [{ kind: 'answer', text }] })
  for (const messages of [long, answer]) expect(withOwnCards(messages, 'key', ['29:1'])).toEqual(messages)
  const [short] = withOwnCards(rendered({ blocks: [{ kind: 'text', text }] }), 'key', ['29:1'])
  expect(short && cardsIn([short])[0]?.refresh?.userIds).toEqual(['29:1'])
})

test('the start page is a card without thumbs, whose presses say that they were there', () => {
  const [page] = cardsIn(
    renderHome(
      {
        blocks: [
          { kind: 'feedback', messageId: 'm' },
          { kind: 'buttons', buttons: [button('Show')] },
        ],
      },
      links,
    ),
  )
  expect(page?.body).toEqual([])
  expect(page?.actions).toMatchObject([{ data: { value: 'Show', postKey: 'home' } }])
})
