import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Health } from '../../../src/assistant-api.ts'
import { slackClient } from '../../../src/bot/slack/api/client.ts'
import { type Connection, slackConnection } from '../../../src/bot/slack/connection.ts'
import { readConfig } from '../../../src/config.ts'
import { createLog } from '../../../src/log.ts'
import { type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { type BotHome, botHome, type LogLine } from '../../harness/bot.ts'
import { type BotProcess, startBotProcess } from '../../harness/bot-process.ts'
import { eventually } from '../../harness/eventually.ts'
import { type FakeSlack, startFakeSlack } from '../../harness/slack.ts'
import { knowSlackPeople, type Over, slackSettings } from '../../harness/slack-bot.ts'

let slack: FakeSlack
let log: LogLine[]
let heard: string[]
const connections: Connection[] = []

beforeEach(async () => {
  slack = await startFakeSlack()
  log = []
  heard = []
})
afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.stop()
  await slack.stop()
})

/** Begins to connect, and notes what is said. */
function connect(...overs: Over[]): Connection {
  const settings = Object.assign({}, ...overs.map((over) => slackSettings(slack, over)))
  const config = readConfig({ LOG_DIR: '', ...settings })
  const logger = createLog(config, 'test', { write: (line) => void log.push(JSON.parse(line)) })
  const connection = slackConnection({
    config,
    client: slackClient(config, logger),
    addListeners: (app) =>
      app.message(async ({ message }) => {
        if (message.subtype === undefined) heard.push(message.text ?? '')
      }),
    log: logger,
  })
  connections.push(connection)
  connection.start()
  return connection
}

const said = (words: string) => () => log.some(({ msg }) => msg.includes(words))
const opened = () => log.filter(({ msg }) => msg === 'connected with Slack').length
const errors = () => log.filter(({ level }) => level === 'ERROR')

async function isHeard(text: string): Promise<void> {
  const { isAcknowledged } = await slack.person('maria').says('#general', text)
  expect(isAcknowledged).toBe(true)
  expect(heard).toContain(text)
}

test('a connection that broke is opened anew, and is down meanwhile', async () => {
  const { isConnected } = connect('socket')
  await eventually(isConnected)
  await isHeard('Before')
  slack.sockets.greets = false
  slack.sockets.cut()
  await eventually(() => !isConnected())
  await eventually(() => slack.sockets.count() > 0)
  expect(isConnected()).toBe(false)
  slack.sockets.greets = true
  slack.sockets.cut()
  await eventually(isConnected)
  await isHeard('After')
})

test('what is said while Slack wants a new connection comes over that one, once', async () => {
  const { isConnected } = connect('socket')
  await eventually(isConnected)
  for (let refreshes = 1; refreshes <= 3; refreshes += 1) {
    slack.sockets.refresh()
    await isHeard(`Number ${refreshes}`)
    await eventually(() => opened() === refreshes + 1)
  }
  expect(heard).toEqual(['Number 1', 'Number 2', 'Number 3'])
  expect(slack.sockets.count()).toBe(1)
  expect(errors()).toEqual([])
})

test.each([
  ['missing_scope', 'with the scope connections:write.'],
  ['forbidden_access', 'Turn on Socket Mode in the app settings.'],
  ['not_allowed_token_type', 'it begins with xapp-.'],
  ['invalid_auth', 'Slack does not take SLACK_APP_TOKEN. Make one in the app settings'],
  ['account_inactive', 'The app was removed from the workspace.'],
  ['ratelimited', 'It is tried again: '],
])('refused with %s, it says what to do, and tries again', async (code, remedy) => {
  slack.faults.plan('apps.connections.open', { kind: 'refusal', code })
  const { isConnected } = connect('socket')
  await eventually(said(remedy))
  expect(errors()[0]?.msg).toContain(remedy)
  await eventually(isConnected)
  await isHeard('Still there?')
})

// A call is given up after 10 s, later than a test.
test.each(['auth.test', 'apps.connections.open'])('%s does not answer, and it is stopped', async (method) => {
  slack.faults.plan(method, { kind: 'hang after' })
  const { stop, isConnected } = connect('socket')
  await eventually(() => slack.calls.some((call) => call.method === method))
  await stop()
  await slack.stop()
  expect(isConnected()).toBe(false)
  expect(opened()).toBe(0)
  expect(errors()).toEqual([])
})

test('nobody greets it, and it is stopped: the line is closed', async () => {
  slack.sockets.greets = false
  const { stop } = connect('socket')
  await eventually(() => slack.sockets.count() === 1)
  await stop()
  await eventually(() => slack.sockets.count() === 0)
  expect(errors()).toEqual([])
})

test('a stop closes the connection for good', async () => {
  const { stop, isConnected } = connect('socket')
  await eventually(isConnected)
  await stop()
  expect(isConnected()).toBe(false)
  await eventually(() => slack.sockets.count() === 0)
  expect(slack.calls.filter(({ method }) => method === 'apps.connections.open')).toHaveLength(1)
})

test.each(['null', '{"type":"events_api","envelope_id":"1","payload":{}}', '{"type":"events_api"}', 'x'])(
  'the message %s does no harm',
  async (text) => {
    const { isConnected } = connect('socket')
    await eventually(isConnected)
    slack.sockets.sendText(text)
    await isHeard('Still there?')
    expect(opened()).toBe(1)
  },
)

test('over HTTP there is no connection to lose', async () => {
  const { isConnected, isReady, http } = connect('http')
  expect(isReady()).toBe(false)
  await eventually(isConnected)
  expect(http).not.toBeNull()
  expect(slack.calls.map(({ method }) => method)).toEqual(['auth.test'])
})

test('with both, HTTP serves while Socket Mode is down', async () => {
  slack.sockets.greets = false
  const { isConnected, isReady } = connect('http', 'socket')
  await eventually(isReady)
  await eventually(() => slack.sockets.count() === 1)
  expect(isConnected()).toBe(false)
})

describe('a bot that is a process of its own', () => {
  let assistant: FakeAssistant
  let home: BotHome
  let bot: BotProcess

  beforeEach(async () => {
    assistant = await startFakeAssistant()
    home = await botHome(assistant.url)
    await knowSlackPeople(home)
    bot = await startBotProcess(home, { ...slackSettings(slack, 'socket'), LOG_DIR: home.configDir })
    await eventually(() => slack.sockets.count() === 1)
  })
  afterEach(async () => {
    await bot.kill()
    await home.remove()
    await assistant.stop()
  })

  const slackState = async () => {
    const health = (await (await fetch(`${bot.url}/health`)).json()) as Health
    return health.dependencies['slack']?.state
  }
  async function isAnswered(): Promise<void> {
    const maria = slack.person('maria')
    const asked = await maria.says('#general', '@bot What torque do the blade bolts need?')
    expect(asked.isAcknowledged).toBe(true)
    await maria.sees(asked, 'Turn the main switch to ON. [1]')
  }

  test('outlives its app-level token, says what to do, and serves again when it is taken again', async () => {
    await eventually(async () => (await slackState()) === 'ok')
    const { app } = slack.tokens
    slack.tokens.app = 'xapp-another'
    slack.sockets.cut()
    await eventually(async () => (await slackState()) === 'down')
    await eventually(() => slack.calls.filter(({ error }) => error === 'invalid_auth').length >= 3)
    expect(await slackState()).toBe('down')
    const lines = await readFile(join(home.configDir, 'ai_bot', 'ai_bot_errors.log'), 'utf8')
    expect(lines).toContain('Slack does not take SLACK_APP_TOKEN. Make one in the app settings')
    slack.tokens.app = app
    await eventually(async () => (await slackState()) === 'ok')
    await isAnswered()
  }, 60_000)

  test('outlives what it cannot read, and answers over a new connection', async () => {
    await eventually(async () => (await slackState()) === 'ok')
    slack.sockets.sendText('null')
    slack.sockets.sendText('{"type":"events_api","envelope_id":"1","payload":{}}')
    slack.sockets.refresh()
    await isAnswered()
  }, 60_000)
})
