import { expect, test } from '@jest/globals'
import { cards } from '../../../../scripts/slack-pictures/cards.ts'
import { plainText } from '../../../../src/bot/teams/render/plain.ts'

const links = { baseUrl: 'https://assistant.autoboss.example' }

test('a card in plain words says all, spells its links out and names its buttons', () => {
  expect(plainText(cards.refusal, links).split('\n')).toEqual([
    "I can't find this in the manuals. I won't guess the torque.",
    expect.stringMatching(/^Nearest: AutoBoss V4\.0 .*: https:\/\/assistant\.autoboss\.example\/documents\//),
    'V4.0',
    'Choices, whose buttons could not be shown: 1. Get a person, 2. Search all models',
  ])
})

test('a card too long for one message says that there is more, and keeps the names of its buttons', () => {
  const text = 'One more line of it.\n'.repeat(900)
  const buttons = [{ label: 'Get a person', action: 'get-a-person', value: 'k' }]
  const lines = plainText({
    blocks: [
      { kind: 'text', text },
      { kind: 'buttons', buttons },
    ],
  }).split('\n')
  expect(lines.at(-2)).toBe('There is more that does not fit here.')
  expect(lines.at(-1)).toContain('1. Get a person')
})

test('a card that says nothing in plain words is not silent', () => {
  expect(plainText({ blocks: [{ kind: 'divider' }] })).toBe('A message without words.')
})
