import { expect, test } from '@jest/globals'
import { cards } from '../../../../scripts/slack-pictures/cards.ts'
import type { Block, Button, Card } from '../../../../src/bot/card.ts'
import { renderCard } from '../../../../src/bot/slack/render/card.ts'

const links = { baseUrl: 'http://localhost:3000' }

const drawn = (...blocks: Block[]) =>
  renderCard({ blocks }, 'key', links).flatMap((message) => message.blocks)

const button = (label: string, more: Partial<Button> = {}): Button => ({
  label,
  action: 'logs',
  value: label,
  ...more,
})

test('the headline is the first line, in bold, and what telephones show', () => {
  const [message] = renderCard({ headline: 'DONE · Restart · healthy', blocks: [{ kind: 'divider' }] }, 'key')
  expect(message).toEqual({
    text: 'DONE · Restart · healthy',
    blocks: [
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [{ type: 'text', text: 'DONE · Restart · healthy', style: { bold: true } }],
          },
        ],
      },
      { type: 'divider' },
    ],
  })
})

test('of an answer telephones show the first line, without its marks', () => {
  const [message] = renderCard({ blocks: [{ kind: 'answer', text: 'Use 62 Nm [1][2].\n\n- a' }] }, 'key')
  expect(message?.text).toBe('Use 62 Nm.')
})

test('a card without anything is still a message', () => {
  expect(renderCard({ blocks: [] }, 'key')).toEqual([{ text: 'A message without words.', blocks: [] }])
})

test('marks lead to the pages of their sources', () => {
  const text = JSON.stringify(renderCard(cards.answer, 'key', links))
  const [source] = cards.answer.blocks.flatMap((block) => (block.kind === 'sources' ? block.sources : []))
  expect(text).toContain(JSON.stringify({ type: 'link', url: source?.url, text: '[1]' }))
})

test('a mark without a source is a word', () => {
  const card: Card = {
    blocks: [
      { kind: 'answer', text: 'Use 62 Nm [7].' },
      { kind: 'sources', sources: [] },
    ],
  }
  expect(JSON.stringify(renderCard(card, 'key', links))).not.toContain('"link"')
})

test('the numbers of a list are those of the answer, also where they jump', () => {
  const lists = drawn({ kind: 'answer', text: '1. one\n2. two\n5. five\n\nand\n\n6. six' })
  expect(lists).toMatchObject([
    { elements: [{ style: 'ordered', elements: [{}, {}] }] },
    { elements: [{ style: 'ordered', offset: 4, elements: [{}] }] },
    { elements: [{ type: 'rich_text_section' }] },
    { elements: [{ style: 'ordered', offset: 5, elements: [{}] }] },
  ])
})

test('a menu holds what is behind the buttons; what does not fit it is a button', () => {
  const long = button('Long', { value: 'v'.repeat(180) })
  const [actions] = drawn({ kind: 'buttons', buttons: [button('One')], more: [button('Two'), long] })
  expect(actions).toMatchObject({
    type: 'actions',
    block_id: '1|key',
    elements: [
      { type: 'button', action_id: 'logs', value: 'One' },
      { type: 'button', action_id: 'logs#2', value: long.value },
      { type: 'overflow', action_id: 'more#1', options: [{ text: { text: 'Two' }, value: 'logs Two' }] },
    ],
  })
})

test('a menu holds five; a second one the others', () => {
  const more = Array.from({ length: 7 }, (_, index) => button(`B${index}`))
  const [actions] = drawn({ kind: 'buttons', buttons: [], more })
  expect(actions).toMatchObject({
    elements: [
      { action_id: 'more#1', options: { length: 5 } },
      { action_id: 'more#2', options: { length: 2 } },
    ],
  })
})

test('a rating that was given is said, and can no longer be pressed', () => {
  expect(drawn({ kind: 'feedback', messageId: 'm', rating: 'down' })).toEqual([
    { type: 'context', elements: [{ type: 'plain_text', text: 'Rated not helpful.', emoji: false }] },
  ])
})

test('a picture that Slack cannot fetch is a link to it', () => {
  const picture = { kind: 'image' as const, url: '/x.png', alt: 'Rose from 3 to 12 s' }
  expect(drawn(picture)).toMatchObject([{ type: 'rich_text', elements: [{ elements: [{ type: 'link' }] }] }])
  const [message] = renderCard({ blocks: [picture] }, 'key', { baseUrl: 'https://a.example' })
  expect(message?.blocks).toEqual([
    { type: 'image', image_url: 'https://a.example/x.png', alt_text: 'Rose from 3 to 12 s' },
  ])
})

test('of many commands the first are shown, of an output all', () => {
  const text = Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n')
  expect(JSON.stringify(drawn({ kind: 'code', text, label: 'Exact commands' }))).toContain('… 28 more lines')
  expect(JSON.stringify(drawn({ kind: 'code', text }))).toContain('line 39')
})

test('without an address of ours, our pages are named but not linked', () => {
  const [message] = renderCard({ blocks: [{ kind: 'link', label: 'Full record', url: '/runs/1' }] }, 'key')
  expect(JSON.stringify(message?.blocks)).toContain('{"type":"text","text":"Full record"}')
})

test('a line before a list is its title; a link after small print stands behind it', () => {
  expect(
    drawn(
      { kind: 'text', text: 'Outside help:' },
      { kind: 'list', items: ['a', 'b'] },
      { kind: 'note', text: 'R-142' },
      { kind: 'link', label: 'Full record', url: '/runs/142' },
    ),
  ).toMatchObject([
    { type: 'rich_text', elements: [{ type: 'rich_text_section' }, { type: 'rich_text_list' }] },
    { type: 'context', elements: [{ text: 'R-142 · <http://localhost:3000/runs/142|Full record>' }] },
  ])
})

test('an answer too long for one message is cut between paragraphs', () => {
  const messages = renderCard(cards['long answer'], 'key', links)
  expect(messages.length).toBeGreaterThan(1)
  expect(messages.map(({ text }) => text.replace(/^.*… ?/, ''))).toEqual(['', '(2 of 3)', '(3 of 3)'])
  expect(
    messages
      .at(-1)
      ?.blocks.map(({ type }) => type)
      .slice(-4),
  ).toEqual(['context', 'context', 'context_actions', 'actions'])
})
