import { expect, test } from '@jest/globals'
import {
  deletionSchema,
  draftsOfDeletion,
  draftsOfEdit,
  editSchema,
  type Memory,
} from '../../../../src/bot/slack/inbound/change.ts'

const memory: Memory = {
  botUserId: 'UBOT',
  isOurs: async () => false,
  answersUnasked: async () => false,
  isTaken: async (key) => key === 'slack:C1:2.1',
}
const edit = (message: object, before = '<@UBOT> What torque?') =>
  draftsOfEdit(
    editSchema.parse({
      subtype: 'message_changed',
      channel: 'C1',
      message: { user: 'U1', ts: '2.1', edited: { ts: '3.1' }, ...message },
      previous_message: { text: before },
    }),
    memory,
  )

test('a question that is edited is asked anew, each edit once', async () => {
  expect(await edit({ text: '<@UBOT> What torque on the V4.0?' })).toEqual([
    {
      key: 'slack:C1:2.1:edited:3.1',
      place: { channel: 'C1', threadTs: '2.1' },
      userId: 'U1',
      inbound: { kind: 'edit', of: 'slack:C1:2.1', text: 'What torque on the V4.0?' },
    },
  ])
})

test('a preview that Slack adds is no edit', async () => {
  expect(await edit({ text: '<@UBOT> What torque?' })).toEqual([])
  expect(await edit({ text: 'other', edited: undefined })).toEqual([])
})

test('a message of a bot that is changed is no question, even in a thread that the bot is in', async () => {
  const ours = { ...memory, isOurs: async () => true }
  const event = {
    subtype: 'message_changed',
    channel: 'C1',
    message: { user: 'UBOT', bot_id: 'B1', ts: '2.2', thread_ts: '2.1', edited: { ts: '3.1' }, text: 'DONE' },
    previous_message: { text: 'RUNNING' },
  }
  expect(await draftsOfEdit(editSchema.parse(event), ours)).toEqual([])
})

test('a message that mentions the bot only now is a new question', async () => {
  const [draft] = await edit({ ts: '2.2', text: '<@UBOT> What torque?' }, 'What torque?')
  expect(draft).toMatchObject({ key: 'slack:C1:2.2', inbound: { kind: 'message', text: 'What torque?' } })
  expect(await edit({ ts: '2.2', text: 'What torques?' }, 'What torque?')).toEqual([])
})

test('a tombstone in the place of a question is its deletion', async () => {
  const event = {
    subtype: 'message_changed',
    channel: 'C1',
    message: { subtype: 'tombstone', user: 'USLACKBOT', ts: '2.1', text: 'This message was deleted.' },
    previous_message: { user: 'U1', ts: '2.1', thread_ts: '2.1', text: 'What torque?' },
  }
  expect(await draftsOfEdit(editSchema.parse(event), memory)).toMatchObject([
    { key: 'slack:C1:2.1:deleted', userId: 'U1', inbound: { kind: 'deletion', of: 'slack:C1:2.1' } },
  ])
})

test('a question that is deleted is forgotten; of other messages nothing is known', async () => {
  const deletion = (ts: string) =>
    draftsOfDeletion(
      deletionSchema.parse({
        subtype: 'message_deleted',
        channel: 'C1',
        deleted_ts: ts,
        previous_message: { user: 'U1', thread_ts: '1.1' },
      }),
      memory,
    )
  expect(await deletion('2.1')).toEqual([
    {
      key: 'slack:C1:2.1:deleted',
      place: { channel: 'C1', threadTs: '1.1' },
      userId: 'U1',
      inbound: { kind: 'deletion', of: 'slack:C1:2.1' },
    },
  ])
  expect(await deletion('2.2')).toEqual([])
})
