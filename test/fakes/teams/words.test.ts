import { describe, expect, test } from '@jest/globals'
import { visible } from './markdown.ts'
import { cardWords } from './words.ts'

test('a card is read from top to bottom', () => {
  expect(
    cardWords({
      type: 'AdaptiveCard',
      version: '1.5',
      body: [
        { type: 'TextBlock', text: '**NEEDS APPROVAL** · Stop' },
        { type: 'RichTextBlock', inlines: ['*as* ', { type: 'TextRun', text: 'written &lt;' }] },
        { type: 'FactSet', facts: [{ title: 'Impact', value: 'Takes &lt; 1 min' }] },
        {
          type: 'ColumnSet',
          columns: [
            { items: [{ type: 'TextBlock', text: 'left' }] },
            { items: [{ type: 'TextBlock', text: 'right' }] },
          ],
        },
        { type: 'Table', rows: [{ cells: [{ items: [{ type: 'TextBlock', text: 'a' }] }, { items: [] }] }] },
        { type: 'TextBlock', text: 'hidden', isVisible: false },
        {
          type: 'Input.ChoiceSet',
          id: 'c',
          label: 'When',
          isRequired: true,
          choices: [{ title: 'Now', value: 'now' }],
        },
        {
          type: 'ActionSet',
          actions: [{ type: 'Action.OpenUrl', title: 'Page 12', url: 'https://x.example' }],
        },
      ],
      actions: [
        { type: 'Action.Execute', title: 'Approve stop' },
        { type: 'Action.Submit', title: 'Dry run' },
      ],
    }),
  ).toBe(
    [
      'NEEDS APPROVAL · Stop',
      '*as* written &lt;',
      'Impact Takes < 1 min',
      'left right',
      'a | ',
      'When: (Now)',
      '[Page 12]',
      '[Approve stop] [Dry run]',
    ].join('\n'),
  )
})

describe('markup', () => {
  test.each([
    ['**b** *i* _u_ ~~s~~ `c` [x](https://x.example)', 'b i u s c x'],
    ['\\*b\\* \\_i\\_ \\`c\\` \\[x\\](y)', '*b* _i_ `c` [x](y)'],
    ['# Title\n* one\n> quoted', 'Title\n- one\nquoted'],
    ['ai_assistant 2 * 3 * 4 [1]', 'ai_assistant 2 * 3 * 4 [1]'],
    ['a &lt;script&gt; &amp;lt; &#39;', "a <script> &lt; '"],
    ['`*as* it &lt; is`', '*as* it &lt; is'],
  ])('of %j is shown as %j', (text, shown) => {
    expect(visible(text, 'message')).toBe(shown)
    expect(visible(text, 'card')).toBe(shown)
  })

  test('of HTML is followed in messages, and stands there in cards', () => {
    expect(visible('<b>a</b> <script>x</script> <at>Kim</at> 1 < 2', 'message')).toBe('a  @Kim 1 < 2')
    expect(visible('<b>a</b> 1 < 2', 'card')).toBe('<b>a</b> 1 < 2')
    expect(visible('<b>a</b> *b* &lt;', 'xml')).toBe('a *b* <')
  })
})
