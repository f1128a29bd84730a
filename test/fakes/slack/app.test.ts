import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { App, HTTPReceiver, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt'
import { WebClient } from '@slack/web-api'
import { eventually } from '../../harness/eventually.ts'
import { type FakeSlack, startFakeSlack } from '../../harness/slack.ts'
import { type Forgery, sendByHand } from '../../harness/slack-requests.ts'

let slack: FakeSlack
let stopApp: () => Promise<unknown>

beforeEach(async () => {
  slack = await startFakeSlack()
})

afterEach(async () => {
  await stopApp()
  await slack.stop()
})

const nothing = () => undefined
/** Connections are cut here on purpose. */
const logger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
}

/** A real app of Bolt's, connected with the fake. */
async function startApp(over: 'http' | 'socket', prepare: (app: App) => void): Promise<void> {
  const clientOptions = { slackApiUrl: slack.apiUrl }
  const receiver =
    over === 'http'
      ? new HTTPReceiver({ signingSecret: slack.signingSecret, logger })
      : new SocketModeReceiver({
          appToken: slack.tokens.app,
          logger,
          clientPingTimeout: 50,
          installerOptions: { clientOptions },
        })
  const app = new App({ token: slack.tokens.bot, receiver, clientOptions, logger })
  prepare(app)
  const started = await app.start(0)
  if (over === 'http') slack.sendsTo(`http://127.0.0.1:${portOf(started)}/slack/events`)
  stopApp = () => app.stop()
}

function portOf(server: unknown): number {
  const address = (server as { address(): { port: number } }).address()
  return address.port
}

/** The bot says something by itself. */
function say(channel: string, message: { text: string; blocks: (typeof button)[] }) {
  const client = new WebClient(slack.tokens.bot, { slackApiUrl: slack.apiUrl })
  return client.chat.postMessage({
    ...message,
    channel: slack.channel(channel).id,
  })
}

/** A server that hears everything and says nothing. */
async function startSilentServer() {
  const headers: IncomingHttpHeaders[] = []
  const server = createServer((request) => headers.push(request.headers)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    headers,
    address: `http://127.0.0.1:${portOf(server)}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const button = {
  type: 'actions' as const,
  block_id: '1|post',
  elements: [
    {
      type: 'button' as const,
      action_id: 'restart',
      text: { type: 'plain_text' as const, text: 'Restart now' },
      value: 'R-1',
    },
  ],
}

const form = {
  type: 'modal' as const,
  callback_id: 'form',
  title: { type: 'plain_text' as const, text: 'Why?' },
  submit: { type: 'plain_text' as const, text: 'Send' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'reason',
      label: { type: 'plain_text' as const, text: 'Reason' },
      element: { type: 'plain_text_input' as const, action_id: 'value' },
    },
  ],
}

describe.each(['http', 'socket'] as const)('a real Bolt app over %s', (over) => {
  test('hears a mention twice, and answers in the thread', async () => {
    const heard: string[] = []
    await startApp(over, (app) => {
      app.message(async ({ message }) => {
        if (message.subtype === undefined && !('bot_id' in message)) heard.push(`message ${message.ts}`)
      })
      app.event('app_mention', async ({ event, say }) => {
        heard.push(`mention ${event.ts}`)
        await say({ text: 'It is *12 Nm*.', thread_ts: event.ts })
      })
    })
    const maria = slack.person('maria')
    const question = await maria.says('#general', '@bot What torque?')
    expect(question.isAcknowledged).toBe(true)
    const answer = await maria.sees(question, '12 Nm')
    expect(answer.text).toBe('It is 12 Nm.')
    expect(answer.isFromBot).toBe(true)
    expect(heard.sort()).toEqual([`mention ${question.ts}`, `message ${question.ts}`])
    expect(maria.reads('#general')).toBe('@U0AUTOBOSS What torque?')
  })

  test('answers a command privately, and later where it was typed', async () => {
    await startApp(over, (app) => {
      app.command('/ai', async ({ ack, command, respond }) => {
        await ack(`You typed ${command.text}`)
        await respond({ response_type: 'in_channel', text: `${command.user_name} asked` })
      })
    })
    const maria = slack.person('maria')
    await maria.types('/ai status & more', { in: '#ops' })
    await maria.sees('#ops', 'maria asked')
    const [privately] = maria.seen('#ops')
    expect(privately).toMatchObject({ isPrivate: true, text: 'You typed status & more' })
    expect(slack.person('nikos').reads('#ops')).toBe('maria asked')
    expect(maria.troubles).toEqual([])
  })

  test('is pressed, opens a form, does not take it, takes it, and changes its message', async () => {
    await startApp(over, (app) => {
      app.action('restart', async ({ ack, body, client }) => {
        if (body.type !== 'block_actions') throw new Error(body.type)
        await client.views.open({
          trigger_id: body.trigger_id,
          view: { ...form, private_metadata: body.container['message_ts'] },
        })
        await ack()
      })
      app.view('form', async ({ ack, view, client }) => {
        const reason = view.state.values['reason']?.['value']?.value ?? ''
        if (reason === 'no') return await ack({ response_action: 'errors', errors: { reason: 'Say more.' } })
        await client.chat.update({
          channel: slack.channel('#ops').id,
          ts: view.private_metadata,
          text: `Restarted: ${reason}`,
          blocks: [],
        })
        return await ack()
      })
    })
    const nikos = slack.person('nikos')
    await say('#ops', { text: 'Restart?', blocks: [button] })
    const card = await nikos.sees('#ops')
    expect(card.text).toBe('[Restart now]')
    await nikos.clicks(card, 'Restart now')
    expect(await nikos.form()).toMatchObject({ title: 'Why?', text: 'Reason: ____' })
    await nikos.submits({ Reason: 'no' })
    expect((await nikos.form()).errors).toEqual({ reason: 'Say more.' })
    await nikos.submits({ reason: 'it was slow' })
    expect(nikos.hasForm()).toBe(false)
    await nikos.sees('#ops', 'Restarted: it was slow')
    expect(() => nikos.clicks(card, 'Restart now')).toThrow('there is no [Restart now]')
    expect((await nikos.clicks(card, 'Restart now', { asSeen: true })).isAcknowledged).toBe(true)
  })

  test('replaces a private message when it is pressed', async () => {
    await startApp(over, (app) => {
      app.command('/ai', async ({ ack }) => {
        await ack({ text: 'Plan', blocks: [button] })
      })
      app.action('restart', async ({ ack, respond, body }) => {
        expect(body).not.toHaveProperty('message')
        await respond({ replace_original: true, text: 'Begun.' })
        await ack()
      })
    })
    const maria = slack.person('maria')
    await maria.types('/ai restart', { in: '#ops' })
    await maria.clicks(await maria.sees('#ops', '[Restart now]'), 'Restart now')
    expect(maria.reads('#ops')).toBe('Begun.')
    expect(slack.person('nikos').reads('#ops')).toBe('')
  })

  test('is told of edits, deletions, files, the start page and the menu of a message', async () => {
    const heard: unknown[] = []
    await startApp(over, (app) => {
      app.event('message', async ({ event }) => {
        heard.push([event.subtype, 'files' in event ? event.files?.[0]?.name : undefined])
      })
      app.event('app_home_opened', async ({ event, client }) => {
        const text = { type: 'mrkdwn' as const, text: `Hello <@${event.user}>` }
        const view = { type: 'home' as const, blocks: [{ type: 'section' as const, text }] }
        await client.views.publish({ user_id: event.user, view })
      })
      app.shortcut('ask_about_this', async ({ ack, shortcut }) => {
        if (shortcut.type === 'message_action') heard.push(shortcut.message.text)
        await ack()
      })
    })
    const maria = slack.person('maria')
    const said = await maria.says('#general', 'One')
    await maria.edits(said, 'Two')
    await maria.usesShortcut('ask_about_this', said)
    await maria.deletes(said)
    await maria.shares('@bot', { name: 'manual.pdf', content: Buffer.from('%PDF-1.7') })
    expect(heard).toEqual([
      [undefined, undefined],
      ['message_changed', undefined],
      'Two',
      ['message_deleted', undefined],
      ['file_share', 'manual.pdf'],
    ])
    expect(await maria.opensHome()).toBe('Hello @U0MARIA')
  })

  test('streams, which only the asker sees grow', async () => {
    const grown: string[] = []
    await startApp(over, (app) => {
      app.event('app_mention', async ({ event, client }) => {
        const { channel, ts } = event
        const recipient = { recipient_user_id: event.user ?? '', recipient_team_id: slack.world.team.id }
        const stream = client.chatStream({ channel, thread_ts: ts, ...recipient, buffer_size: 1 })
        await stream.append({ markdown_text: 'One ' })
        await stream.append({ markdown_text: 'two' })
        grown.push(slack.person('maria').reads({ channel, ts }), slack.person('nikos').reads({ channel, ts }))
        await stream.stop({ blocks: [button] })
      })
    })
    const maria = slack.person('maria')
    const said = await maria.says('#general', '@bot count')
    const answer = await maria.sees(said, '[Restart now]')
    expect(answer.text).toBe('One two\n[Restart now]')
    expect(grown.map((text) => text.split('\n\n')[1])).toEqual(['One two', 'One '])
  })
})

test('an event that is not acknowledged is sent again, a command is not', async () => {
  stopApp = async () => undefined
  slack.patience.answerMs = 200
  const silent = await startSilentServer()
  slack.sendsTo(silent.address)
  const maria = slack.person('maria')
  const said = await maria.says('@bot', 'Hello')
  expect(said.isAcknowledged).toBe(false)
  expect(said.deliveries[0]?.attempts.map(({ error }) => error)).toEqual(Array(4).fill('http_timeout'))
  expect(silent.headers.map((one) => one['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3'])
  expect(silent.headers[1]?.['x-slack-retry-reason']).toBe('http_timeout')
  const command = await maria.types('/ai status', { in: '@bot' })
  expect(command.attempts).toHaveLength(1)
  expect(maria.troubles).toEqual(['operation_timeout'])
  await silent.stop()
  await maria.types('/ai status', { in: '@bot' })
  expect(maria.troubles).toEqual(['operation_timeout', 'dispatch_failed'])
})

test('over Socket Mode, what a broken connection lost comes over another one', async () => {
  let isBroken = false
  const heard: string[] = []
  await startApp('socket', (app) => {
    app.message(async ({ message }) => {
      if (message.subtype === undefined) heard.push(message.text ?? '')
    })
    app.command('/ai', async ({ ack, command }) => {
      heard.push(command.text)
      if (!isBroken) {
        isBroken = true
        slack.sockets.cut()
      }
      await ack()
    })
  })
  const maria = slack.person('maria')
  const command = await maria.types('/ai status', { in: '#ops' })
  expect(command.isAcknowledged).toBe(true)
  expect(heard).toEqual(['status', 'status'])
  slack.sockets.refresh()
  await eventually(() => slack.sockets.count() === 0)
  const said = await maria.says('#ops', 'Still there?')
  expect(said.isAcknowledged).toBe(true)
  for (const delivery of said.deliveries) await slack.repeats(delivery, 3)
  expect(heard.slice(2)).toEqual(Array(4).fill('Still there?'))
})

test('what was sent by hand is taken only with the right signature, fresh and unchanged', async () => {
  await startApp('http', (app) => {
    app.command('/ai', async ({ ack }) => {
      await ack()
    })
  })
  const delivery = await slack.person('maria').types('/ai status', { in: '#ops' })
  const secret = slack.signingSecret
  const status = async (forgery: Forgery) =>
    (await sendByHand(slack.addresses()[0] ?? '', delivery, forgery)).status
  const now = Math.floor(Date.now() / 1000)
  expect(await status({ secret })).toBe(200)
  expect(await status({ secret: 'another' })).toBe(401)
  expect(await status({ secret, at: now - 6 * 60 })).toBe(401)
  expect(await status({ secret, body: 'command=%2Fai&text=restart' })).toBe(401)
  expect(await status({ secret, headers: { 'x-slack-signature': '' } })).toBe(401)
})

test('people talk in a group without a channel', async () => {
  const heard: unknown[] = []
  await startApp('http', (app) => {
    app.message(async ({ message }) => {
      heard.push(message.channel_type)
    })
  })
  slack.addGroupChat('group-of-two', ['maria', 'nikos'])
  await slack.person('maria').says('group-of-two', 'Hello')
  expect(heard).toEqual(['mpim'])
  expect(slack.person('nikos').reads('group-of-two')).toBe('Hello')
})
