import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { LogLevel, WebClient } from '@slack/web-api'
import { type FakeSlack, startFakeSlack } from '../../harness/slack.ts'

let slack: FakeSlack
let client: WebClient
let ops: string

const quietly = { logLevel: LogLevel.ERROR, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true }

beforeEach(async () => {
  slack = await startFakeSlack()
  client = clientWith(slack.tokens.bot)
  ops = slack.channel('#ops').id
})

afterEach(() => slack.stop())

const clientWith = (token: string, timeout = 20_000): WebClient =>
  new WebClient(token, { slackApiUrl: slack.apiUrl, timeout, logger, ...quietly })

const nothing = () => undefined
const logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
}

const refusal = (code: string) => ({ data: expect.objectContaining({ ok: false, error: code }) })

describe('who may call', () => {
  test('a token is needed, and must be the right one', async () => {
    await expect(clientWith('').auth.test()).rejects.toMatchObject(refusal('not_authed'))
    await expect(clientWith('xoxb-other').auth.test()).rejects.toMatchObject(refusal('invalid_auth'))
    await expect(client.apps.connections.open()).rejects.toMatchObject(refusal('not_allowed_token_type'))
    expect(await client.auth.test()).toMatchObject({ team_id: 'T0AUTOBOSS', user_id: 'U0AUTOBOSS' })
  })

  test('a scope is needed, and said', async () => {
    slack.scopes.delete('chat:write')
    await expect(client.chat.postMessage({ channel: ops, text: 'Hi' })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'chat:write', provided: expect.stringContaining('users:read') },
    })
  })

  test('scopes of reading go by the kind of channel', async () => {
    slack.addChannel('#closed', { isPrivate: true })
    slack.scopes.delete('groups:history')
    await client.conversations.history({ channel: ops })
    await expect(client.conversations.history({ channel: 'C0CLOSED' })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'groups:history' },
    })
  })

  test('a method that is not there', async () => {
    await expect(client.apiCall('chat.shout')).rejects.toMatchObject(refusal('unknown_method'))
  })
})

describe('messages', () => {
  test('go where the bot is, and nowhere else', async () => {
    const post = (channel: string) => client.chat.postMessage({ channel, text: 'Hi' })
    await expect(post('C0RANDOM')).rejects.toMatchObject(refusal('not_in_channel'))
    await expect(post('C0SECRET')).rejects.toMatchObject(refusal('channel_not_found'))
    const { channel } = await post('U0MARIA')
    expect(channel).toMatch(/^D/)
    expect(slack.person('maria').reads('@bot')).toBe('Hi')
  })

  test('are replied to where there is something to reply to', async () => {
    const reply = (ts: string) => client.chat.postMessage({ channel: ops, text: 'Hi', thread_ts: ts })
    await expect(reply('1600000000.000100')).rejects.toMatchObject(refusal('thread_not_found'))
    const said = await slack.person('maria').says('#ops', 'Hello')
    await reply(said.ts)
    const { messages } = await client.conversations.replies({ channel: ops, ts: said.ts })
    expect(messages).toMatchObject([
      { text: 'Hello', user: 'U0MARIA', reply_count: 1, thread_ts: said.ts },
      { text: 'Hi', bot_id: 'B0AUTOBOSS', thread_ts: said.ts, parent_user_id: 'U0MARIA' },
    ])
    const { messages: roots } = await client.conversations.history({ channel: ops })
    expect(roots).toHaveLength(1)
  })

  test('show what the app keeps with them only to who asks', async () => {
    const metadata = { event_type: 'ai_post', event_payload: { key: 'k', part: 0 } }
    await client.chat.postMessage({ channel: ops, text: 'Hi', metadata })
    const plain = await client.conversations.history({ channel: ops })
    expect(plain.messages?.[0]).not.toHaveProperty('metadata')
    const whole = await client.conversations.history({ channel: ops, include_all_metadata: true })
    expect(whole.messages?.[0]?.metadata).toEqual(metadata)
  })

  test('come in pages, the newest first, and those of a thread the oldest first', async () => {
    const { ts } = await client.chat.postMessage({ channel: ops, text: 'a' })
    if (ts === undefined) throw new Error('no ts')
    for (const text of ['b', 'c']) await client.chat.postMessage({ channel: ops, text, thread_ts: ts })
    await client.chat.postMessage({ channel: ops, text: 'd' })
    const history = await client.conversations.history({ channel: ops, limit: 1 })
    expect(history).toMatchObject({ messages: [{ text: 'd' }], has_more: true })
    const first = await client.conversations.replies({ channel: ops, ts, limit: 2 })
    expect(first).toMatchObject({ messages: [{ text: 'a' }, { text: 'b' }], has_more: true })
    const cursor = first.response_metadata?.next_cursor ?? ''
    const rest = await client.conversations.replies({ channel: ops, ts, limit: 2, cursor })
    expect(rest).toMatchObject({ messages: [{ text: 'c' }], has_more: false })
  })

  test('are changed and deleted by who wrote them', async () => {
    const said = await slack.person('maria').says('#ops', 'Hello')
    const change = (ts: string) => client.chat.update({ channel: ops, ts, text: 'New' })
    await expect(change(said.ts)).rejects.toMatchObject(refusal('cant_update_message'))
    await expect(change('1600000000.000100')).rejects.toMatchObject(refusal('message_not_found'))
    await expect(client.chat.delete({ channel: ops, ts: said.ts })).rejects.toMatchObject(
      refusal('cant_delete_message'),
    )
    const { ts = '' } = await client.chat.postMessage({ channel: ops, text: 'Old' })
    const long = { channel: ops, ts, text: 'x'.repeat(4_001) }
    await expect(client.chat.update(long)).rejects.toMatchObject(refusal('msg_too_long'))
    await change(ts)
    expect(slack.person('maria').reads('#ops')).toBe('Hello\n\nNew')
    await client.chat.delete({ channel: ops, ts })
    expect(slack.person('maria').reads('#ops')).toBe('Hello')
  })

  test('to one person reach members only, and nobody else', async () => {
    const gus = slack.addPerson('gus', { isGuest: true })
    const whisper = (user: string) => client.chat.postEphemeral({ channel: ops, user, text: 'Psst' })
    await expect(whisper(gus.id)).rejects.toMatchObject(refusal('user_not_in_channel'))
    await whisper('U0MARIA')
    expect(slack.person('maria').reads('#ops')).toBe('Psst')
    expect(slack.person('nikos').reads('#ops')).toBe('')
    expect((await client.conversations.history({ channel: ops })).messages).toEqual([])
  })

  test('with replies leave a stone when they are deleted', async () => {
    const maria = slack.person('maria')
    const said = await maria.says('#ops', 'Hello')
    await client.chat.postMessage({ channel: ops, text: 'Hi', thread_ts: said.ts })
    slack.sendsTo('http://127.0.0.1:9')
    slack.patience.retryRests = []
    const [delivery] = await maria.deletes(said)
    expect(delivery?.body['event']).toMatchObject({
      subtype: 'message_changed',
      message: { subtype: 'tombstone', ts: said.ts },
      previous_message: { user: 'U0MARIA', text: 'Hello' },
    })
    expect(maria.reads(said)).toBe('This message was deleted.\n\nHi')
  })
})

describe('streams', () => {
  const recipient = { recipient_user_id: 'U0MARIA', recipient_team_id: 'T0AUTOBOSS' }

  async function start() {
    const said = await slack.person('maria').says('#ops', 'Hello')
    const { ts = '' } = await client.chat.startStream({ channel: ops, thread_ts: said.ts, ...recipient })
    return { said, ts }
  }
  const append = (ts: string, text = 'More') =>
    client.chat.appendStream({ channel: ops, ts, markdown_text: text })

  test('want to know for whom outside direct messages', async () => {
    const maria = slack.person('maria')
    const said = await maria.says('#ops', 'Hello')
    await expect(client.chat.startStream({ channel: ops, thread_ts: said.ts })).rejects.toMatchObject(
      refusal('missing_recipient_team_id'),
    )
    const direct = await maria.says('@bot', 'Hello')
    await client.chat.startStream({ channel: direct.channel, thread_ts: direct.ts, markdown_text: 'Hi' })
    expect(maria.reads(direct)).toBe('Hello\n\nHi')
  })

  test('end once, and are a message like others then', async () => {
    const { said, ts } = await start()
    await append(ts, 'One.')
    await expect(client.chat.update({ channel: ops, ts, text: 'New' })).rejects.toMatchObject(
      refusal('streaming_state_conflict'),
    )
    await expect(client.chat.delete({ channel: ops, ts })).rejects.toMatchObject(
      refusal('cant_delete_message'),
    )
    await client.chat.stopStream({ channel: ops, ts, markdown_text: ' Two.' })
    await expect(append(ts)).rejects.toMatchObject(refusal('message_not_in_streaming_state'))
    await client.chat.update({ channel: ops, ts, text: 'New' })
    expect(slack.person('maria').reads(said)).toBe('Hello\n\nNew')
  })

  test('die when they are told to, or after five minutes, and can be changed then', async () => {
    slack.streaming.diesAfter = 1
    const dying = await start()
    await append(dying.ts)
    await expect(append(dying.ts)).rejects.toMatchObject(refusal('message_not_in_streaming_state'))
    await client.chat.update({ channel: ops, ts: dying.ts, text: 'New' })
    slack.streaming.diesAfter = 9
    const old = await start()
    slack.clock.wind(5 * 60_000)
    await expect(append(old.ts)).rejects.toMatchObject(refusal('message_not_in_streaming_state'))
  })

  test('may be unknown', async () => {
    slack.streaming.isKnown = false
    await expect(start()).rejects.toMatchObject(refusal('unknown_method'))
  })
})

describe('forms', () => {
  const view = {
    type: 'modal' as const,
    title: { type: 'plain_text' as const, text: 'Why?' },
    blocks: [],
  }

  test('open by a trigger that is fresh, once', async () => {
    const open = (trigger: string) => client.views.open({ trigger_id: trigger, view })
    const fresh = slack.triggers.issue('U0MARIA')
    await open(fresh)
    expect(await slack.person('maria').form()).toMatchObject({ title: 'Why?' })
    await expect(open(fresh)).rejects.toMatchObject(refusal('exchanged_trigger_id'))
    await expect(open('made.up')).rejects.toMatchObject(refusal('invalid_trigger_id'))
    const old = slack.triggers.issue('U0MARIA')
    slack.clock.wind(3_001)
    await expect(open(old)).rejects.toMatchObject(refusal('expired_trigger_id'))
  })

  test('are not shown where they are wrong', async () => {
    const long = { ...view, title: { ...view.title, text: 'A title of too many letters' } }
    const trigger = slack.triggers.issue('U0MARIA')
    await expect(client.views.open({ trigger_id: trigger, view: long })).rejects.toMatchObject({
      data: {
        error: 'invalid_arguments',
        response_metadata: {
          messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
        },
      },
    })
  })
})

test('prompts of an agent are set without a thread, and ignored with one', async () => {
  const maria = slack.person('maria')
  const said = await maria.says('@bot', 'Hello')
  const { channel: channel_id, ts: thread_ts } = said
  const prompts = [{ title: 'Torque', message: 'What torque?' }]
  await client.assistant.threads.setSuggestedPrompts({ channel_id, thread_ts, prompts })
  expect(maria.suggestions()).toEqual([])
  await client.assistant.threads.setSuggestedPrompts({ channel_id, prompts })
  expect(maria.suggestions()).toEqual(['What torque?'])
  await client.assistant.threads.setStatus({ channel_id, thread_ts, status: 'Searching…' })
  expect(maria.status(said)).toBe('Searching…')
  await client.chat.postMessage({ channel: channel_id, thread_ts, text: 'Found' })
  expect(maria.status(said)).toBe('')
})

test('people, groups and files', async () => {
  slack.addPerson('gus', { isGuest: true })
  slack.addPerson('stan', { isStranger: true })
  const group = slack.addGroup('staff', ['maria', 'gus'])
  expect((await client.users.info({ user: 'U0GUS' })).user).toMatchObject({ is_restricted: true })
  expect((await client.users.info({ user: 'U0STAN' })).user).toMatchObject({ team_id: 'T0ELSEWHERE' })
  expect((await client.usergroups.users.list({ usergroup: group })).users).toEqual(['U0MARIA', 'U0GUS'])
  await slack.person('maria').shares('@bot', { name: 'a manual.pdf', content: Buffer.from('%PDF') })
  const [id = ''] = slack.world.files.keys()
  const { file } = await client.files.info({ file: id })
  expect(file).toMatchObject({ name: 'a manual.pdf', mimetype: 'application/pdf', size: 4 })
  const address = file?.url_private_download ?? ''
  const stranger = await fetch(address)
  expect(stranger.headers.get('content-type')).toContain('text/html')
  const authorized = await fetch(address, { headers: { authorization: `Bearer ${slack.tokens.bot}` } })
  expect(await authorized.text()).toBe('%PDF')
})

describe('when things go wrong', () => {
  const post = () => client.chat.postMessage({ channel: ops, text: 'Hi' })
  const posted = () => slack.channel('#ops').messages.size

  test('too many calls', async () => {
    slack.faults.plan('chat.postMessage', { kind: 'rate limit', retryAfter: 7 }, { after: 1 })
    await post()
    await expect(post()).rejects.toMatchObject({ retryAfter: 7 })
    await post()
    expect(posted()).toBe(2)
  })

  test('nothing was done, or it was done and nobody heard', async () => {
    slack.faults.plan('*', { kind: 'status', status: 503 })
    await expect(post()).rejects.toMatchObject({ statusCode: 503 })
    slack.faults.plan('*', { kind: 'cut' })
    await expect(post()).rejects.toThrow()
    expect(posted()).toBe(0)
    slack.faults.plan('chat.postMessage', { kind: 'cut after' })
    await expect(post()).rejects.toThrow()
    slack.faults.plan('chat.postMessage', { kind: 'hang after' })
    const impatient = clientWith(slack.tokens.bot, 300)
    await expect(impatient.chat.postMessage({ channel: ops, text: 'Hi' })).rejects.toThrow()
    expect(posted()).toBe(2)
    slack.faults.plan('chat.postMessage', { kind: 'refusal', code: 'invalid_blocks' }, { times: 2 })
    for (const _ of [1, 2]) await expect(post()).rejects.toMatchObject(refusal('invalid_blocks'))
    await post()
    expect(slack.calls.map(({ error }) => error)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'invalid_blocks',
      'invalid_blocks',
      undefined,
    ])
  })
})

describe('addresses for answers', () => {
  async function answerAt(body: object): Promise<[number, unknown]> {
    const [command] = slack.deliveries
    const response = await fetch(String(command?.body['response_url']), {
      method: 'POST',
      body: JSON.stringify(body),
    })
    return [response.status, await response.json()]
  }
  beforeEach(async () => {
    slack.sendsTo('http://127.0.0.1:9')
    await slack.person('maria').types('/ai status', { in: '#random' })
  })

  test('serve five times, where the bot is not in too', async () => {
    for (const text of ['1', '2', '3', '4', '5'])
      expect(await answerAt({ text })).toEqual([200, { ok: true }])
    expect(await answerAt({ text: '6' })).toEqual([404, { ok: false, error: 'used_url' }])
    expect(slack.person('maria').seen('#random')).toHaveLength(5)
    expect(slack.person('nikos').seen('#random')).toHaveLength(0)
  })

  test('serve for half an hour', async () => {
    slack.clock.wind(30 * 60_000 + 1)
    expect(await answerAt({ text: 'late' })).toEqual([404, { ok: false, error: 'expired_url' }])
  })

  test('take no blocks that a message could not have', async () => {
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }]
    expect(await answerAt({ text: 'x', blocks })).toMatchObject([400, { error: 'invalid_blocks' }])
  })

  test('serve the channel root, unless the answer says its thread', async () => {
    const said = await slack.person('maria').says('#random', 'Hello')
    await answerAt({ text: 'root' })
    await answerAt({ text: 'thread', thread_ts: said.ts })
    expect(slack.person('maria').reads('#random')).toBe('Hello\n\nroot')
    expect(slack.person('maria').reads(said)).toBe('Hello\n\nthread')
  })
})
