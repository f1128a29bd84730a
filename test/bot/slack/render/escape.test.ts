import { expect, test } from '@jest/globals'
import { joiner } from '../../../../src/bot/render/markdown.ts'
import { literal } from '../../../../src/bot/slack/render/escape.ts'

test.each([
  ['Restart · ai_assistant at 14:06:12 takes 2*3 min', 'Restart · ai_assistant at 14:06:12 takes 2*3 min'],
  ['<!channel> & co', '&lt;!channel&gt; &amp; co'],
  ['*bold* _it_ ~no~ `code`', '∗bold∗ ˍitˍ ∼no∼ ˋcodeˋ'],
  [':fire: :+1: :100:', `:${joiner}fire: :${joiner}+1: :${joiner}100:`],
  ['> quote', `${joiner}&gt; quote`],
])('%s is shown as it stands', (text, shown) => {
  expect(literal(text)).toBe(shown)
})
