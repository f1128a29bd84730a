import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { isValidSlackRequest } from '@slack/bolt'
import { startFakeAssistant } from '../../fakes/assistant.ts'
import { written } from '../../fakes/slack/doors/http.ts'
import { signedHeaders } from '../../fakes/slack/sign.ts'
import { botHome, startTestBot } from '../../harness/bot.ts'
import { eventually } from '../../harness/eventually.ts'
import { startFakeSlack } from '../../harness/slack.ts'
import { eventsAddress, slackBot, slackSettings } from '../../harness/slack-bot.ts'
import { type SlackHouse, slackHouse } from '../../harness/slack-house.ts'
import { userNamed } from '../../harness/slack-names.ts'
import { sendByHand } from '../../harness/slack-requests.ts'
import { comeToRest, type Since, sinceNow } from '../../harness/slack-since.ts'

/** A request that is not Slack's, or not as Slack sends it, is refused and recorded, and nothing is done. */
let house: SlackHouse
let since: Since

beforeAll(async () => {
  house = await slackHouse()
}, 60_000)
afterAll(() => house.close())
beforeEach(() => {
  since = sinceNow(house)
})
afterEach(async () => {
  house.slack.faults.heal()
  await comeToRest(house)
})

const acts = () => since.acts()
const logged = () => since.logged()
const taken = async (): Promise<number> => {
  const [row] = await house.home.query<{ count: number }>('SELECT count(*)::int AS count FROM inbox')
  return row?.count ?? 0
}

const address = () => eventsAddress(house.bot)
const now = () => Math.floor(Date.now() / 1_000)

/** A mention, as it would come from Slack. */
function mention(text = 'What torque?') {
  const { slack } = house
  const ts = slack.world.ids.ts()
  const event = {
    type: 'app_mention',
    user: slack.person('maria').id,
    channel: slack.channel('#general').id,
    text: `<@${slack.world.app.botUserId}> ${text}`,
    ts,
    event_ts: ts,
  }
  const around = { team_id: slack.world.team.id, event_id: slack.world.ids.next('Ev'), event_time: now() }
  return { kind: 'event' as const, body: { type: 'event_callback', ...around, event } }
}

/** A body of any kind, signed as Slack signs. */
async function sends(body: string, type = 'application/json') {
  const headers = { 'content-type': type, ...signedHeaders(house.slack.signingSecret, body) }
  const response = await fetch(address(), { method: 'POST', headers, body })
  return response.status
}

describe('who is not Slack', () => {
  const nothingDone = async (before: number) => {
    expect(await taken()).toBe(before)
    expect(acts()).toEqual([])
  }

  test.each([
    ['another secret', { secret: 'not the secret' }],
    ['a body that was changed on its way', { body: JSON.stringify({ type: 'event_callback' }) }],
    ['no signature', { headers: { 'x-slack-signature': '' } }],
    ['a signature of another version', { headers: { 'x-slack-signature': 'v1=00' } }],
    ['no time', { headers: { 'x-slack-request-timestamp': '' } }],
    ['a time that is none', { headers: { 'x-slack-request-timestamp': 'yesterday' } }],
  ])('with %s is turned away', async (_, forgery) => {
    const before = await taken()
    const secret = house.slack.signingSecret
    expect((await sendByHand(address(), mention(), { secret, ...forgery })).status).toBe(401)
    await nothingDone(before)
    expect(logged()).toMatch(/WARN .*[Ff]ailed to parse and verify the request/)
  })

  test('a request that was signed more than five minutes ago is turned away, also where it is Slack’s own', async () => {
    const before = await taken()
    const secret = house.slack.signingSecret
    const old = await sendByHand(address(), mention(), { secret, at: now() - 5 * 60 - 5 })
    expect(old.status).toBe(401)
    expect(logged()).toContain('stale')
    await nothingDone(before)
    const { slack } = house
    const command = slack.interactions.command(
      userNamed(slack.world, 'maria'),
      slack.channel('#general'),
      '/ai',
      'contacts',
    )
    const recent = { kind: 'command' as const, body: command }
    expect((await sendByHand(address(), recent, { secret, at: now() - 4 * 60 })).status).toBe(200)
    await eventually(async () => (await taken()) === before + 1)
  })

  // The worked example of docs.slack.dev/authentication/verifying-requests-from-slack.
  const published = {
    secret: '8f742231b10e8888abcd99yyyzzz85a5',
    at: 1_531_420_618,
    body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  }

  test('Slack’s published signature is right at its time, by what checks ours, and as old as it is not', async () => {
    const { secret, at, body, signature } = published
    const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': at }
    const request = { signingSecret: secret, body, headers }
    expect(isValidSlackRequest({ ...request, nowMilliseconds: at * 1_000 })).toBe(true)
    expect(isValidSlackRequest({ ...request, body: `${body}0`, nowMilliseconds: at * 1_000 })).toBe(false)
    expect(signedHeaders(secret, body, at)['x-slack-signature']).toBe(signature)
    const before = await taken()
    const response = await fetch(address(), {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-signature': signature,
        'x-slack-request-timestamp': String(at),
      },
      body,
    })
    expect(response.status).toBe(401)
    await nothingDone(before)
  })
})

test('what somebody recorded and sends again does nothing twice', async () => {
  const { slack, assistant } = house
  const maria = slack.person('maria')
  const command = await maria.types('/ai ask What torque do the side bolts need?', { in: '#ops' })
  await maria.sees('#ops', '[Get a person]')
  const [before, asked] = [await taken(), assistant.calls.length]
  const { body, type } = written(command)
  const headers = { 'content-type': type, ...signedHeaders(slack.signingSecret, body, now() - 60) }
  for (const _ of [1, 2, 3]) {
    expect((await fetch(address(), { method: 'POST', headers, body })).status).toBe(200)
  }
  expect(await taken()).toBe(before)
  expect(since.entries().filter(({ repeated }) => repeated === true)).toHaveLength(3)
  // What is sent after it is worked off after it.
  await maria.types('/ai contacts', { in: '#ops' })
  await maria.sees('#ops', 'On call')
  expect(assistant.calls.filter(({ path }) => path === '/api/ai/chat').length).toBe(
    assistant.calls.slice(0, asked).filter(({ path }) => path === '/api/ai/chat').length,
  )
  expect(maria.seen('#ops').filter(({ text }) => text.includes('[Get a person]'))).toHaveLength(1)
})

describe('what is not as Slack sends it', () => {
  const form = 'application/x-www-form-urlencoded'
  const payload = (value: string) => String(new URLSearchParams({ payload: value }))

  test('a request of more than a megabyte', async () => {
    const before = await taken()
    expect(await sends(JSON.stringify({ ...mention().body, padding: 'x'.repeat(1_000_000) }))).toBe(413)
    expect(logged()).toMatch('INFO request refused')
    expect(await taken()).toBe(before)
    expect(acts()).toEqual([])
  })

  test.each([
    ['JSON that breaks off', '{"type":"event_callback","event":{"type":"app_men', 'application/json'],
    ['no JSON at all', 'What torque?', 'application/json'],
    ['nothing', '', 'application/json'],
    ['a payload that breaks off', payload('{"type":"block_actions","acti'), form],
    ['JSON null', 'null', 'application/json'],
    ['a payload of null', payload('null'), form],
    ['a payload of null that is written otherwise', 'a=b&p%61yload=%20n%75ll%0A', form],
  ])('%s is bad', async (_, body, type) => {
    const before = await taken()
    expect(await sends(body, type)).toBe(400)
    expect(logged()).toMatch(/WARN .*Malformed request body|INFO request refused/)
    expect(await taken()).toBe(before)
    expect(acts()).toEqual([])
  })

  const user = { id: 'U0MARIA' }
  test.each([
    ['JSON that is a number', '7', 'application/json'],
    ['an object without a type', '{}', 'application/json'],
    ['a form without a word', 'a=b', form],
    ['an event that is none', '{"type":"event_callback","event":"x"}', 'application/json'],
    ['a press without a button', payload(JSON.stringify({ type: 'block_actions', user, actions: [] })), form],
    [
      'a message without a channel',
      '{"type":"event_callback","event":{"type":"app_mention"}}',
      'application/json',
    ],
    [
      'a press that nobody made',
      payload(JSON.stringify({ type: 'block_actions', actions: [{ type: 'button', action_id: 'logs' }] })),
      form,
    ],
    [
      'a form whose purpose is not ours',
      payload(
        JSON.stringify({
          type: 'view_submission',
          user,
          view: {
            id: 'V1',
            type: 'modal',
            callback_id: 'form',
            private_metadata: '?',
            state: { values: {} },
          },
        }),
      ),
      form,
    ],
  ])('%s does nothing, and is recorded', async (_, body, type) => {
    const before = await taken()
    expect([200, 400, 500]).toContain(await sends(body, type))
    expect(logged()).toMatch(/WARN|ERROR|INFO Slack sent something that is not known here/)
    expect(await taken()).toBe(before)
    expect(acts()).toEqual([])
  })

  test('a kind of event, a shortcut and a form that the program does not know are acknowledged and recorded', async () => {
    const { slack } = house
    const maria = userNamed(slack.world, 'U0MARIA')
    const before = await taken()
    const { body } = mention()
    const reaction = { ...body, event: { ...body.event, type: 'reaction_added' } }
    const said = await slack.person('maria').says('#random', 'Hello')
    const message = slack.channel('#random').messages.get(said.ts)
    if (message === undefined) throw new Error('nothing was said')
    const shortcut = slack.interactions.shortcut(
      maria,
      'delete_everything',
      slack.channel('#random'),
      message,
    )
    const view = { type: 'modal' as const, title: { type: 'plain_text' as const, text: '?' }, blocks: [] }
    const open = { id: 'V1', user: maria.id, view: { ...view, callback_id: 'other' }, hash: '1', errors: {} }
    for (const [kind, sent] of [
      ['event', reaction],
      ['interaction', shortcut],
      ['interaction', slack.interactions.submission(maria, open, {})],
    ] as const) {
      const lines = house.bot.log.length
      expect((await slack.deliver(kind, sent)).attempts).toEqual([expect.objectContaining({ status: 200 })])
      expect(house.bot.log.slice(lines)).toEqual([
        expect.objectContaining({ level: 'INFO', msg: 'Slack sent something that is not known here' }),
      ])
    }
    expect(await taken()).toBe(before)
    expect(acts()).toEqual([])
  })
})

test('words that only look like a payload of null are words', async () => {
  const { body } = mention()
  const reaction = { ...body.event, type: 'reaction_added', text: 'a&payload=null&b' }
  expect(await sends(JSON.stringify({ ...body, event: reaction }))).toBe(200)
})

test('a mention by another bot asks nothing', async () => {
  const before = await taken()
  const { body } = mention()
  expect(await sends(JSON.stringify({ ...body, event: { ...body.event, bot_id: 'B0OTHER' } }))).toBe(200)
  expect(await taken()).toBe(before)
  expect(acts()).toEqual([])
})

test('over Socket Mode, what is wrong does nothing, is recorded, and the connection goes on', async () => {
  const [assistant, slack] = [await startFakeAssistant(), await startFakeSlack()]
  const home = await botHome(assistant.url)
  const bot = await slackBot(home, slack, { over: 'socket' })
  slack.patience.answerMs = 500
  const { team } = slack.world
  const user = { id: 'U0MARIA' }
  const form = { id: 'V1', type: 'modal', callback_id: 'form', private_metadata: '?', state: { values: {} } }
  try {
    for (const [kind, body] of [
      ['event', { type: 'event_callback', team_id: team.id, event: { type: 'reaction_added' } }],
      ['event', { type: 'event_callback', team_id: team.id, event: { type: 'app_mention' } }],
      ['interaction', { type: 'block_actions', user, actions: [] }],
      ['interaction', { type: 'block_actions', user, actions: [{ type: 'button', action_id: 'logs' }] }],
      ['interaction', { type: 'view_submission', user, view: form }],
      ['interaction', { type: 'view_submission', user, view: { ...form, callback_id: 'other' } }],
    ] as const) {
      const lines = bot.log.length
      await slack.deliver(kind, body)
      expect(bot.log.slice(lines).map(({ msg }) => msg)).not.toEqual([])
    }
    expect(await home.query('SELECT * FROM inbox')).toEqual([])
    expect(slack.calls.filter(({ method }) => /^(chat|views)\./.test(method))).toEqual([])
    const maria = slack.person('maria')
    await maria.sees(await maria.says('#general', '@bot What torque?'), '[Get a person]')
  } finally {
    await bot.close()
    await slack.stop()
    await home.remove()
    await assistant.stop()
  }
})

test('before the first connection a request is put off, and Slack sends it again', async () => {
  const { slack } = house
  const home = await botHome(house.assistant.url)
  slack.faults.plan('auth.test', { kind: 'status', status: 503 }, { times: 100 })
  const bot = await startTestBot(home, slackSettings(slack, 'http'))
  try {
    const { status } = await sendByHand(eventsAddress(bot), mention(), { secret: slack.signingSecret })
    expect(status).toBe(503)
    await eventually(() => bot.log.some(({ msg }) => msg.startsWith('no connection with Slack')))
    expect(await home.query('SELECT * FROM inbox')).toEqual([])
    expect(acts()).toEqual([])
    slack.faults.heal()
    await eventually(() => bot.log.some(({ msg }) => msg === 'connected with Slack'))
    const again = await sendByHand(eventsAddress(bot), mention(), { secret: slack.signingSecret })
    expect(again.status).toBe(200)
    expect(await home.query('SELECT * FROM inbox')).toHaveLength(1)
  } finally {
    await bot.close()
    await home.remove()
  }
})
