import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { newTokenKeys } from '../../src/tokens.ts'
import { startTestAssistant, type TestAssistant } from '../assistant/harness.ts'
import { type FakeOpenAi, startFakeOpenAi } from '../fakes/openai.ts'
import { type FakeSmtp, startFakeSmtp } from '../fakes/smtp.ts'
import { namedGuid } from '../fakes/teams/ids.ts'
import { serviceUrl } from '../fakes/teams/world.ts'
import { startTestAgent, type TestAgent } from '../harness/agent.ts'
import { type BotHome, botHome, startTestBot, type TestBot } from '../harness/bot.ts'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { eventually } from '../harness/eventually.ts'
import { describeWith, redisServer } from '../harness/needs.ts'
import { startRedis } from '../harness/redis.ts'
import { givePassword } from '../harness/sign-in.ts'
import { type FakeSlack, startFakeSlack } from '../harness/slack.ts'
import { type FakeTeams, startFakeTeams } from '../harness/teams.ts'
import { teamsSettings } from '../harness/teams-bot.ts'
import { examined } from './harness.ts'

const openAiKey = 'sk-canary-of-the-model'

let knowledge: ScratchDatabase
let assistant: TestAssistant
let home: BotHome
let agent: TestAgent
let openAi: FakeOpenAi
let slack: FakeSlack
let teams: FakeTeams
let smtp: FakeSmtp
let bot: TestBot
/** Everything that an installation sets, but Redis. */
let everything: Record<string, string>

beforeAll(async () => {
  ;[openAi, slack, teams, smtp, agent, knowledge] = await Promise.all([
    startFakeOpenAi({ key: openAiKey }),
    startFakeSlack(),
    startFakeTeams(),
    startFakeSmtp(),
    startTestAgent(),
    scratchDatabase('assistant'),
  ])
  openAi.says('Nothing.')
  const model = { OPENAI_API_KEY: openAiKey, OPENAI_BASE_URL: openAi.url }
  assistant = await startTestAssistant({ DATABASE_URL: knowledge.url, ...model })
  home = await botHome(assistant.url)
  await everybodyInChats(home.configDir)
  await heardFromTeams()
  await givePassword(home, 'maria')
  everything = {
    ...home.environment,
    ...agent.settings,
    ...model,
    DATABASE_URL: knowledge.url,
    SLACK_BOT_TOKEN: slack.tokens.bot,
    SLACK_APP_TOKEN: slack.tokens.app,
    SLACK_API_URL: slack.apiUrl,
    SLACK_OPERATIONS_CHANNEL: slack.channel('#ops').id,
    SLACK_CASES_CHANNEL: slack.channel('#cases').id,
    SLACK_ANNOUNCEMENTS_CHANNEL: slack.channel('#general').id,
    SLACK_STAFF_GROUP: slack.addGroup('technicians', ['maria']),
    ...teamsSettings(teams),
    TEAMS_OPERATIONS_CHANNEL: teams.conversation('#ops').id,
    TEAMS_CASES_CHANNEL: teams.conversation('#cases').id,
    TEAMS_ANNOUNCEMENTS_CHANNEL: teams.conversation('#general').id,
    PUBLIC_URL: 'https://assistant.example',
    SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    MAIL_FROM: 'assistant@autoboss.example',
    PAGE_WEBHOOK_URL: 'http://127.0.0.1:1/pages',
  }
  bot = await startTestBot(home, { ...everything, BOT_PORT: '0' })
  everything['BOT_PORT'] = new URL(bot.url).port
  await eventually(() => slack.sockets.count() > 0)
})
afterAll(async () => {
  await bot?.close()
  await Promise.all([
    assistant?.close(),
    agent?.close(),
    openAi?.stop(),
    slack?.stop(),
    teams?.stop(),
    smtp?.stop(),
  ])
  await Promise.all([home?.remove(), knowledge?.drop()])
})

/** What the bot has heard of where Teams is. */
async function heardFromTeams(): Promise<void> {
  await home.query(
    "INSERT INTO teams_conversations VALUES ('19:a@thread.v2', $1, 'groupChat', null, true, now())",
    [serviceUrl(teams.world)],
  )
}

/** Gives everybody of the sample people.yml an id in Slack and in Teams. */
async function everybodyInChats(folder: string): Promise<void> {
  const path = join(folder, 'people.yml')
  const text = await readFile(path, 'utf8')
  await writeFile(
    path,
    text.replaceAll(/\{ local: (\w+) \}/g, (_, name: string) => {
      const user = [...slack.world.users.values()].find((one) => one.name === name)
      return `{ local: ${name}, slack: ${user?.id}, teams: ${namedGuid(`person ${name}`)} }`
    }),
  )
}

const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(everything).filter(([name]) => !names.includes(name)))

describeWith(redisServer, 'with Redis', (program) => {
  test('where everything is as it should be, each line says OK', async () => {
    const redis = await startRedis(program)
    try {
      const { isWell, lines } = await eventually(async () => {
        const told = await examined({ ...everything, REDIS_URL: redis.url })
        // The sample database holds no manuals; that much is said.
        return told.lines.some((line) => line.startsWith('OK Redis')) && told
      })
      expect(lines.filter((line) => !line.startsWith('OK ')).map((line) => line.slice(0, 30))).toEqual([
        expect.stringMatching(/^WARNING Assistant it serves w/),
        expect.stringMatching(/^WARNING Bot it serves with/),
        '',
        '0 failed, 2 warnings.',
      ])
      expect(isWell).toBe(true)
    } finally {
      await redis.kill()
    }
  })

  test('a Redis that does not take the password', async () => {
    const redis = await startRedis(program, 'canary-password')
    try {
      const settings = {
        ...without('SLACK_BOT_TOKEN'),
        REDIS_URL: redis.url.replace('//', '//:canary-other@'),
      }
      const { line } = await eventually(async () => {
        const told = await examined(settings)
        return !told.line('Redis').includes('ECONNREFUSED') && told
      })
      expect(line('Redis')).toMatch(/^FAILED Redis it cannot be used: WRONGPASS .* correct REDIS_URL/)
      expect(line('Redis')).not.toContain('canary')
    } finally {
      await redis.kill()
    }
  })
})

test('with nothing set, as beside npm start, everything that is off says what that means', async () => {
  const { line } = await examined({ LOG_DIR: '' })
  expect(line('Assistant database')).toMatch(/^OFF .* npm start hosts the databases/)
  expect(line('Bot database')).toMatch(/^OFF .* npm start hosts the databases/)
  expect(line('Redis')).toMatch(/^OFF .* each process counts for itself/)
  expect(line('OpenAI')).toMatch(/^OFF .* answers are quoted from the manuals/)
  expect(line('Agent')).toMatch(/^OFF .* npm start runs the agent/)
  expect(line('People')).toMatch(/^OK/)
  expect(line('Sign-in')).toMatch(/^OFF .* npm run password -- list/)
  expect(line('Slack')).toMatch(/^OFF/)
  expect(line('Teams')).toMatch(/^OFF/)
  expect(line('Paging')).toMatch(/^OFF Paging nobody can be paged/)
})

test('beside an assistant with settings of its own nothing is said of its model', async () => {
  const { line } = await examined({ LOG_DIR: '', ASSISTANT_URL: 'http://127.0.0.1:1' })
  expect(line('OpenAI')).toMatch(/^OFF OpenAI OPENAI_API_KEY is not set here\. .* its own settings/)
})

test('settings that are not valid are all that is told', async () => {
  const { isWell, lines } = await examined({ BOT_PORT: 'many', DATABASE_URL: 'canary' })
  expect(isWell).toBe(false)
  expect(lines[0]).toMatch(/^FAILED Settings Settings are not valid: .*BOT_PORT .*DATABASE_URL /)
  expect(lines[0]).not.toContain('canary')
  expect(lines).toHaveLength(3)
})

test('databases that are away, strange or behind', async () => {
  const away = await examined({ ...everything, DATABASE_URL: 'postgres://u:canary-word@127.0.0.1:1/db' })
  expect(away.line('Assistant database')).toMatch(
    /^FAILED .*127\.0\.0\.1:1\/db.*Start it, or correct DATABASE_URL/,
  )
  const swapped = await examined({ ...everything, OPS_DATABASE_URL: knowledge.url })
  expect(swapped.line('Bot database')).toMatch(/^FAILED .*made by another version/)
  const behind = await scratchDatabase('ops')
  try {
    await forgetMigration(behind.url)
    const { line, isWell } = await examined({ ...everything, OPS_DATABASE_URL: behind.url })
    expect(line('Bot database')).toMatch(/^FAILED Bot database it lacks \d+_\w+\. .* npm run migrate\.$/)
    expect(isWell).toBe(false)
  } finally {
    await behind.drop()
  }
})

async function forgetMigration(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(
    'DELETE FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)',
  )
  await client.end()
}

test('a key that the models do not take, and models that are not offered', async () => {
  const refused = await examined({ ...everything, OPENAI_API_KEY: 'sk-canary-of-another' })
  expect(refused.line('OpenAI')).toMatch(/^FAILED OpenAI the key is refused \(401\)\. Correct OPENAI_API_KEY/)
  const unknown = await examined({ ...everything, OPENAI_MODEL: 'gpt-none' })
  expect(unknown.line('OpenAI')).toMatch(/^WARNING OpenAI not offered to this key: gpt-none/)
})

test('an assistant and a bot that do not run, and something else in their place', async () => {
  const stranger = createServer((_, response) => void response.end('hello'))
  await promisify<number, string>(stranger.listen.bind(stranger))(0, '127.0.0.1')
  const { port } = stranger.address() as { port: number }
  try {
    const { line } = await examined({
      ...everything,
      ASSISTANT_URL: 'http://127.0.0.1:1',
      BOT_PORT: String(port),
    })
    expect(line('Assistant')).toMatch(
      /^FAILED Assistant it does not answer at http:\/\/127\.0\.0\.1:1\/health/,
    )
    expect(line('Bot')).toMatch(/^FAILED Bot what answers at .* is something else/)
  } finally {
    stranger.close()
  }
})

test('keys that are none, and keys that are no pair', async () => {
  const { publicKey } = newTokenKeys()
  const strange = await examined({ ...everything, TOKEN_PUBLIC_KEY: publicKey })
  expect(strange.line('Token keys')).toMatch(/^FAILED .* Set both from the same pair/)
  const pair = await examined({ ...everything, TOKEN_PRIVATE_KEY: agent.privateKey })
  expect(pair.line('Token keys')).toMatch(/^OK/)
  const none = await examined({ ...everything, TOKEN_PRIVATE_KEY: 'canary' })
  expect(none.line('Token keys')).toMatch(/^FAILED Token keys TOKEN_PRIVATE_KEY is no key\./)
  expect(none.line('Agent')).toMatch(/^OFF Agent it cannot be asked with these token keys/)
})

test('an agent that is away, one that does not take the token, and one whose service is stopped', async () => {
  const away = await examined({ ...everything, AGENT_URL: 'http://127.0.0.1:1' })
  expect(away.line('Agent')).toMatch(/^FAILED Agent The agent, .* does not answer now/)
  const { environment } = home
  const stranger = await examined({
    ...everything,
    TOKEN_PRIVATE_KEY: String(environment['TOKEN_PRIVATE_KEY']),
  })
  expect(stranger.line('Agent')).toMatch(/^FAILED Agent The token is not valid/)
  await agent.put('stop-db', { verb: 'stop', request: { service: 'db' } })
  const { line } = await eventually(async () => {
    const told = await examined(everything)
    return told.line('Agent').includes('is stopped') && told
  })
  expect(line('Agent')).toMatch(/^WARNING Agent db is stopped\./)
})

test('a broken people.yml, duties of nobody, and on-call people whom Slack does not know', async () => {
  const path = join(home.configDir, 'people.yml')
  const good = await readFile(path, 'utf8')
  try {
    await writeFile(path, good.replace('id: kim', 'id: Kim'))
    expect((await examined(everything)).line('People')).toMatch(
      /^FAILED People people\.yml is not valid: line/,
    )
    await writeFile(path, good.replace('id: nikos', 'id: nikolaos'))
    expect((await examined(everything)).line('People')).toMatch(/^FAILED .*names "nikos" as on_call\.primary/)
    const runbookPath = join(home.configDir, 'runbook.yml')
    const runbook = await readFile(runbookPath, 'utf8')
    await writeFile(path, good)
    const withTurns = (turns: string) =>
      writeFile(runbookPath, runbook.replace('  manager: petros\n', `  manager: petros\n  rota: ${turns}\n`))
    await withTurns(
      '{ hand_over: { weekday: mon, at: "09:00" }, starts: "2026-11-30", primary: [nikos, nobody] }',
    )
    expect((await examined(everything)).line('People')).toMatch(
      /^FAILED .*names "nobody" as on_call\.rota\.primary\[1\]/,
    )
    await withTurns('{ hand_over: { weekday: mon, at: "09:00" }, starts: "2026-12-01", primary: [nikos] }')
    expect((await examined(everything)).line('People')).toMatch(
      /^FAILED .*on_call\.rota\.starts: is a tue, but turns are handed over on mon/,
    )
    await writeFile(runbookPath, runbook)
    await writeFile(path, good.replaceAll(/, slack: \w+/g, ''))
    expect((await examined(everything)).line('People')).toMatch(
      /^WARNING People nikos, anna, petros can be on call, but Slack/,
    )
    expect((await examined(without('SLACK_BOT_TOKEN'))).line('People')).toMatch(/^OK/)
    expect((await examined({ ...everything, CONFIG_DIR: '/nowhere' })).line('People')).toMatch(/^FAILED/)
  } finally {
    await writeFile(path, good)
  }
})

test('nobody who can sign in, nobody while Slack is down, half of the settings, and sessions in the clear', async () => {
  const slackSignIn = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'canary', SLACK_TEAM_ID: 'T0123' }
  const { MicrosoftAppId = '', MicrosoftAppPassword = '', ...others } = everything
  const microsoft = { MicrosoftAppId, MicrosoftAppPassword }
  const signIn = async (settings: Record<string, string>) =>
    (await examined({ ...others, ...settings })).line('Sign-in')
  expect(await signIn({})).toBe('OK Sign-in 1 with a password.')
  expect(await signIn({ ...slackSignIn, ...microsoft })).toBe(
    'OK Sign-in 1 with a password, everybody else with Slack or Microsoft.',
  )
  expect(await signIn({ PUBLIC_URL: 'http://assistant.example.com' })).toMatch(/^WARNING .* not HTTPS/)
  expect(await signIn({ SLACK_CLIENT_ID: '1.2' })).toMatch(
    /^FAILED .*SLACK_CLIENT_SECRET and SLACK_TEAM_ID is missing/,
  )
  await home.query('DELETE FROM local_passwords')
  expect(await signIn({})).toMatch(/^FAILED Sign-in nobody can sign in\. .*npm run password/)
  expect(await signIn(slackSignIn)).toMatch(/^WARNING .* nobody gets in while Slack is down/)
  expect(await signIn(microsoft)).toMatch(/^WARNING .* nobody gets in while Microsoft is down/)
  const { SLACK_BOT_TOKEN: _, ...plain } = others
  expect((await examined(plain)).line('Sign-in')).toMatch(/^OFF Sign-in this is the demo/)
  await givePassword(home, 'maria')
})

test('no secret is told, whatever is wrong', async () => {
  const canary = 'canary-0123456789'
  const secrets = {
    DATABASE_URL: `postgres://user:${canary}@127.0.0.1:1/db`,
    OPS_DATABASE_URL: knowledge.url.replace(/\/\/[^@]*@/, `//postgres:${canary}@`),
    REDIS_URL: `redis://:${canary}@127.0.0.1:1`,
    OPENAI_API_KEY: `sk-${canary}`,
    TOKEN_PRIVATE_KEY: canary,
    SLACK_BOT_TOKEN: `xoxb-${canary}`,
    SLACK_APP_TOKEN: `xapp-${canary}`,
    SLACK_SIGNING_SECRET: canary,
    SLACK_CLIENT_ID: '1.2',
    SLACK_CLIENT_SECRET: canary,
    SLACK_TEAM_ID: 'T0123',
    MicrosoftAppPassword: canary,
    SMTP_URL: `smtp://bot:${canary}@127.0.0.1:${smtp.port}`,
    PAGE_WEBHOOK_URL: `http://127.0.0.1:1/${canary}`,
    PAGE_WEBHOOK_SECRET: canary,
  }
  const { lines, isWell } = await examined({ ...everything, ...secrets })
  expect(isWell).toBe(false)
  expect(lines.join('\n')).not.toContain(canary)
})
