import { describe, expect, test } from '@jest/globals'
import { SlackRefusal } from '../refusal.ts'
import { checkBlocks } from './check-blocks.ts'
import { checkHome, checkModal } from './check-view.ts'

/** What is wrong, as Slack would say it; empty where nothing is. */
function faultsIn(check: () => unknown): string[] {
  try {
    check()
    return []
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error
    const faults = error.details['errors'] as string[] | undefined
    return faults ?? [error.message]
  }
}
const faults = (...blocks: unknown[]) => faultsIn(() => checkBlocks(blocks))

const x = (length: number) => 'x'.repeat(length)
const many = <Thing>(count: number, thing: Thing) => Array.from({ length: count }, () => thing)
const plain = (text: string) => ({ type: 'plain_text', text })
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
const button = (more: object = {}) => ({ type: 'button', text: plain('Go'), value: '1', ...more })
const actions = (...elements: object[]) => ({ type: 'actions', elements })
const option = (value: string) => ({ text: plain('One'), value })
const overflow = (options: object[]) => ({ type: 'overflow', action_id: 'more#1', options })
const input = (element: object) => ({ type: 'input', label: plain('Reason'), element })
const rich = (...elements: object[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
})
const select = (count: number) => ({ type: 'static_select', options: many(count, option('1')) })
const thumbs = (value: string) => ({
  type: 'context_actions',
  elements: [
    {
      type: 'feedback_buttons',
      action_id: 'feedback',
      positive_button: { text: plain('Helpful'), value },
      negative_button: { text: plain('Not helpful'), value },
    },
  ],
})
const modal = (more: object) => ({ type: 'modal', title: plain('Why?'), blocks: [], ...more })

describe('taken at its limit, refused beyond it', () => {
  const cases: [string, (size: number) => object, number, string][] = [
    [
      'section text',
      (n) => section(x(n)),
      3000,
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['header', (n) => ({ type: 'header', text: plain(x(n)) }), 150, 'must be less than 151 characters'],
    ['button text', (n) => actions(button({ text: plain(x(n)) })), 75, 'must be less than 76 characters'],
    ['button value', (n) => actions(button({ value: x(n) })), 2000, 'must be less than 2001 characters'],
    ['action_id', (n) => actions(button({ action_id: x(n) })), 255, 'must be less than 256 characters'],
    ['block_id', (n) => ({ type: 'divider', block_id: x(n) }), 255, 'must be less than 256 characters'],
    [
      'buttons',
      (n) => actions(...many(n, button())),
      25,
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    ['overflow options', (n) => actions(overflow(many(n, option('1')))), 5, 'no more than 5 items allowed'],
    ['option value', (n) => actions(overflow([option(x(n))])), 150, 'must be less than 151 characters'],
    [
      'context',
      (n) => ({ type: 'context', elements: many(n, plain('a')) }),
      10,
      'no more than 10 items allowed',
    ],
    [
      'fields',
      (n) => ({ type: 'section', fields: many(n, plain('a')) }),
      10,
      'no more than 10 items allowed',
    ],
    ['markdown', (n) => ({ type: 'markdown', text: x(n) }), 12_000, 'must be less than 12001 characters'],
    ['feedback value', (n) => thumbs(x(n)), 2000, 'must be less than 2001 characters'],
    ['select options', (n) => actions(select(n)), 100, 'no more than 100 items allowed'],
    [
      'initial value',
      (n) => input({ type: 'plain_text_input', initial_value: x(n) }),
      3000,
      'must be less than 3001',
    ],
    [
      'alt text',
      (n) => ({ type: 'image', image_url: 'https://x', alt_text: x(n) }),
      2000,
      'must be less than 2001',
    ],
  ]
  test.each(cases)('%s', (_, make, limit, fault) => {
    expect(faults(make(limit))).toEqual([])
    expect(faults(make(limit + 1)).join('\n')).toContain(fault)
  })

  test('blocks of a message', () => {
    expect(faults(...many(50, { type: 'divider' }))).toEqual([])
    expect(faults(...many(51, { type: 'divider' }))).toEqual([
      'no more than 50 items allowed [json-pointer:/blocks]',
    ])
  })

  test('all texts of a message', () => {
    expect(faults(...many(3, section(x(3000))))).toEqual([])
    expect(faults(...many(4, section(x(3000))))).toEqual(['msg_blocks_too_long'])
    expect(faults(...many(2, { type: 'markdown', text: x(6001) }))).toEqual(['msg_blocks_too_long'])
  })

  test('the metadata and the title of a form', () => {
    expect(faultsIn(() => checkModal(modal({ private_metadata: x(3000) })))).toEqual([])
    expect(faultsIn(() => checkModal(modal({ private_metadata: x(3001) })))).toEqual([
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ])
    expect(faultsIn(() => checkModal(modal({ title: plain(x(25)) })))).toHaveLength(1)
    expect(faultsIn(() => checkHome({ type: 'home', blocks: many(101, { type: 'divider' }) }))).toHaveLength(
      1,
    )
  })
})

describe('refused', () => {
  const cases: [string, object[], string][] = [
    ['an unknown type', [{ type: 'poem' }], 'unsupported type [json-pointer:/blocks/0/type]'],
    [
      'an unknown element',
      [actions({ type: 'lever' })],
      'unsupported type [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'an unknown property',
      [{ type: 'divider', colour: 'red' }],
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
    [
      'nothing where something must be',
      [actions({ type: 'button' })],
      'missing required field [json-pointer:/blocks/0/elements/0/text]',
    ],
    ['an empty section', [{ type: 'section' }], 'missing required field: text [json-pointer:/blocks/0]'],
    ['an empty text', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    [
      'an empty rich text',
      [rich({ type: 'text', text: '' })],
      'must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]',
    ],
    ['no buttons', [actions()], 'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]'],
    [
      'markup in a button',
      [actions(button({ text: { type: 'mrkdwn', text: 'Go' } }))],
      'Invalid input: expected "plain_text" [json-pointer:/blocks/0/elements/0/text/type]',
    ],
    [
      'a block_id twice',
      many(2, { type: 'divider', block_id: '1' }),
      'block_id already exists: 1 [json-pointer:/blocks]',
    ],
    [
      'an action_id twice',
      [actions(...many(2, button({ action_id: 'go' })))],
      'action_id already exists: go [json-pointer:/blocks/0]',
    ],
  ]
  test.each(cases)('%s', (_, blocks, fault) => {
    expect(faults(...blocks)).toEqual([fault])
  })

  test('thumbs on the start page, and a form with fields and nothing to send it with', () => {
    expect(faultsIn(() => checkHome({ type: 'home', blocks: [thumbs('1')] }))).toHaveLength(1)
    const fields = { blocks: [input({ type: 'plain_text_input' })] }
    expect(faultsIn(() => checkModal(modal(fields)))).toHaveLength(1)
    expect(faultsIn(() => checkModal(modal({ ...fields, submit: plain('Send') })))).toEqual([])
  })
})
