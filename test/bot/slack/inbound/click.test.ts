import { describe, expect, test } from '@jest/globals'
import { draftOfPress, pressSchema } from '../../../../src/bot/slack/inbound/click.ts'

const press = (action: object, around: object = {}) =>
  draftOfPress(
    pressSchema.parse({
      user: { id: 'U1' },
      trigger_id: '1.2.abc',
      response_url: 'https://hooks.example/1',
      channel: { id: 'C1' },
      container: { type: 'message', message_ts: '2.1' },
      actions: [{ action_id: 'run-approve', block_id: '3|run:142', value: '142 abcd', ...action }],
      ...around,
    }),
  )

test('a button says which post it was on, and what it means there', () => {
  expect(press({})).toEqual({
    key: 'slack:press:1.2.abc',
    place: { channel: 'C1' },
    userId: 'U1',
    inbound: { kind: 'click', action: 'run-approve', value: '142 abcd', postKey: 'run:142' },
    isPrivate: false,
    responseUrl: 'https://hooks.example/1',
  })
})

describe('what was pressed', () => {
  test('of several buttons with one action, any is that action', () => {
    expect(press({ action_id: 'plan#2' })?.inbound).toMatchObject({ action: 'plan' })
  })

  test('behind ⋯ the option holds the action', () => {
    const option = { action_id: 'more#1', value: undefined, selected_option: { value: 'run-dry-run 142' } }
    expect(press(option)?.inbound).toMatchObject({ action: 'run-dry-run', value: '142' })
  })

  test('a link is opened by the browser, and asks nothing', () => {
    expect(press({ action_id: 'link#1' })).toBeNull()
  })
})

describe('where the reply goes', () => {
  test('into the thread of the message', () => {
    expect(press({}, { message: { thread_ts: '1.1' } })?.place).toEqual({ channel: 'C1', threadTs: '1.1' })
  })

  test('to the one who sees a private message', () => {
    const container = { type: 'message', message_ts: '2.1', thread_ts: '1.1', is_ephemeral: true }
    expect(press({}, { container })).toMatchObject({
      place: { channel: 'C1', threadTs: '1.1', reader: 'U1' },
      isPrivate: true,
    })
  })

  test('to the direct messages, from the start page', () => {
    const home = press({ block_id: '2|home' }, { container: { type: 'view' }, channel: undefined })
    expect(home).toMatchObject({ place: { channel: 'U1' }, inbound: { postKey: 'home:U1' } })
  })
})
