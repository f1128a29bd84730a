import { describe, expect, test } from '@jest/globals'
import { draftsOf, type Ears, messageSchema } from '../../../../src/bot/slack/inbound/message.ts'

const ears: Ears = {
  botUserId: 'UBOT',
  isOurs: async (thread) => thread === 'C1:1.1',
  answersUnasked: async (channel) => channel === 'CAUTO',
}
const drafts = (event: object) =>
  draftsOf(messageSchema.parse({ channel: 'C1', user: 'U1', ts: '2.1', ...event }), ears)
const inboundOf = async (event: object) => (await drafts(event)).map(({ inbound }) => inbound)

describe('a message is for the bot', () => {
  const cases: [string, object, object[]][] = [
    [
      'that mentions it',
      { text: '<@UBOT> What torque?' },
      [{ kind: 'message', text: 'What torque?', mayCommand: true }],
    ],
    [
      'in its direct messages',
      { channel: 'D1', text: 'What torque?' },
      [{ kind: 'message', text: 'What torque?', mayCommand: true, alone: true }],
    ],
    [
      'in a thread that it is in',
      { thread_ts: '1.1', text: 'And then?' },
      [{ kind: 'message', text: 'And then?', overheard: true }],
    ],
    ['that only names it: help', { text: '<@UBOT>' }, [{ kind: 'message', text: '/help' }]],
    [
      'in a channel where it answers unasked',
      { channel: 'CAUTO', text: 'What torque?' },
      [{ kind: 'message', text: 'What torque?', unaddressed: true }],
    ],
  ]
  test.each(cases)('%s', async (_, event, inbound) => {
    expect(await inboundOf(event)).toEqual(inbound)
  })
})

describe('a message is not for the bot', () => {
  const cases: [string, object][] = [
    ['in a channel', { text: 'What torque?' }],
    ['in a thread of others', { thread_ts: '1.2', text: 'What torque?' }],
    ['that speaks to somebody else, in its thread too', { thread_ts: '1.1', text: '<@U2ABC> do you know?' }],
    [
      'in a thread of a channel where it answers unasked',
      { channel: 'CAUTO', thread_ts: '1.2', text: 'Thanks' },
    ],
  ]
  test.each(cases)('%s', async (_, event) => {
    expect(await drafts(event)).toEqual([])
  })
})

test('a message and its mention are one delivery, answered in the thread that it begins or is in', async () => {
  const [message] = await drafts({ text: '<@UBOT> What torque?' })
  expect(message).toMatchObject({
    key: 'slack:C1:2.1',
    place: { channel: 'C1', threadTs: '2.1' },
    userId: 'U1',
  })
  const [reply] = await drafts({ text: '<@UBOT> What torque?', thread_ts: '1.2' })
  expect(reply?.place).toEqual({ channel: 'C1', threadTs: '1.2' })
})

describe('files', () => {
  const pdf = {
    id: 'F1',
    name: 'manual.pdf',
    mimetype: 'application/pdf',
    size: 10,
    url_private: 'https://x',
  }
  const files = {
    kind: 'files',
    files: [{ id: 'F1', name: 'manual.pdf', type: 'application/pdf', size: 10 }],
  }

  test('are dealt with beside the words that came with them, and alone without', async () => {
    const both = await drafts({ channel: 'D1', text: 'What is this?', files: [pdf] })
    expect(both.map(({ key }) => key)).toEqual(['slack:D1:2.1', 'slack:D1:2.1:files'])
    expect(both[1]?.inbound).toEqual({ ...files, alone: true })
    expect(await inboundOf({ channel: 'D1', text: '', files: [pdf] })).toEqual([{ ...files, alone: true }])
  })

  test('are left alone where nobody spoke to the bot', async () => {
    expect(await inboundOf({ channel: 'CAUTO', text: 'Look', files: [pdf] })).toEqual([
      { kind: 'message', text: 'Look', unaddressed: true },
    ])
    expect(await drafts({ text: 'Look', files: [pdf] })).toEqual([])
  })

  test('in a thread that it is in are perhaps for the others there', async () => {
    const thread = { thread_ts: '1.1', files: [pdf] }
    expect(await inboundOf({ ...thread, text: '' })).toEqual([{ ...files, overheard: true }])
  })
})
