import { describe, expect, test } from '@jest/globals'
import { mentionsAnybody, plainText, withoutMention } from '../../../src/bot/slack/text.ts'

const markup: [string, string][] = [
  ['Is <https://example.org/a?b=1&amp;c=2|this page> right?', 'Is this page right?'],
  ['See <https://example.org>', 'See https://example.org'],
  ['In <#C012AB3CD|general>, &lt;b&gt; &amp;amp; co', 'In #general, <b> &amp; co'],
  ['<@U1|maria> and <!here|here> and <!channel>', 'maria and here and @channel'],
  ['  torque\n of *bolts*  ', 'torque\n of *bolts*'],
]

test.each(markup)('%j is read as %j', (text, plain) => {
  expect(plainText(text)).toBe(plain)
})

describe('the mention of the bot', () => {
  test.each([
    ['<@UBOT> What torque?', ' What torque?'],
    ['Tell me, <@UBOT|bot>: what torque?', 'Tell me, what torque?'],
    ['<@UBOT>', ' '],
  ])('%j without it is %j', (text, rest) => {
    expect(withoutMention(text, 'UBOT')).toBe(rest)
  })

  test('a name in words is no mention, and one of another person is', () => {
    expect(mentionsAnybody('@bot what torque?')).toBe(false)
    expect(mentionsAnybody('<@U024BE7LH> what torque?')).toBe(true)
  })
})
