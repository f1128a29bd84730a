import { expect, test } from '@jest/globals'
import { checkBlocks } from './kit/check-blocks.ts'
import { signedHeaders } from './sign.ts'
import { blockWords, wordsOf } from './words.ts'

test('a message is read from top to bottom', () => {
  const blocks = checkBlocks([
    { type: 'header', text: { type: 'plain_text', text: 'NEEDS APPROVAL · Stop' } },
    { type: 'section', text: { type: 'mrkdwn', text: '*Asked* by <@U0MARIA>, <https://x.example|page 37>' } },
    {
      type: 'section',
      text: { type: 'plain_text', text: 'Impact' },
      fields: [{ type: 'mrkdwn', text: 'Takes &lt; 1 min' }],
    },
    { type: 'divider' },
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_list',
          style: 'ordered',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'Check' }] }],
        },
      ],
    },
    { type: 'context', elements: [{ type: 'plain_text', text: 'Plan 7F3A' }] },
    {
      type: 'actions',
      elements: [
        { type: 'button', text: { type: 'plain_text', text: 'Approve stop' } },
        { type: 'overflow', options: [{ text: { type: 'plain_text', text: 'Dry run' }, value: 'dry' }] },
      ],
    },
  ])
  expect(blockWords(blocks)).toBe(
    [
      'NEEDS APPROVAL · Stop',
      'Asked by @U0MARIA, page 37',
      'Impact',
      'Takes < 1 min',
      '1. Check',
      'Plan 7F3A',
      '[Approve stop] [Dry run]',
    ].join('\n'),
  )
})

test('without blocks the text is read, without what is shown as nothing', () => {
  expect(wordsOf({ text: 'a\u2060b &amp; `ai_assistant` _now_', blocks: [] })).toBe('ab & ai_assistant now')
})

test("the signature is that of Slack's published example", () => {
  const body =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
  expect(signedHeaders('8f742231b10e8888abcd99yyyzzz85a5', body, 1_531_420_618)['x-slack-signature']).toBe(
    'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  )
})
