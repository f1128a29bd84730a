import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { slackChecks } from '../../../src/bot/slack/checks.ts'
import { readConfig } from '../../../src/config.ts'
import { messageOf, UserError } from '../../../src/errors.ts'
import type { Finding } from '../../../src/finding.ts'
import { createLog } from '../../../src/log.ts'
import { type FakeSlack, startFakeSlack } from '../../harness/slack.ts'

let slack: FakeSlack
beforeEach(async () => {
  slack = await startFakeSlack()
})
afterEach(async () => {
  await slack.stop()
})

const installed = () => ({
  SLACK_BOT_TOKEN: slack.tokens.bot,
  SLACK_APP_TOKEN: slack.tokens.app,
  SLACK_API_URL: slack.apiUrl,
})

/** What each check finds, by its name: `OK it answers.` */
async function found(settings: Record<string, string>): Promise<Record<string, string>> {
  const config = readConfig({ LOG_DIR: '', LOG_LEVEL: 'silent', ...settings })
  const findings = slackChecks(config, createLog(config, 'test')).map(async ({ name, look }) => [
    name,
    await look().then(words, refusal),
  ])
  return Object.fromEntries(await Promise.all(findings)) as Record<string, string>
}
const words = ({ state, says, remedy }: Finding): string =>
  `${state.toUpperCase()} ${says}${remedy === undefined ? '' : ` ${remedy}`}`
const refusal = (error: unknown): string =>
  error instanceof UserError ? `FAILED ${error.message} ${error.action}` : `BUG ${messageOf(error)}`

test('an app that is installed by the manifest, with its channels and its group', async () => {
  const group = slack.addGroup('technicians', ['maria', 'kim'])
  const ops = slack.channel('#ops').id
  const cases = slack.channel('#cases').id
  const general = slack.channel('#general').id
  const settings = {
    SLACK_OPERATIONS_CHANNEL: ops,
    SLACK_CASES_CHANNEL: cases,
    SLACK_ANNOUNCEMENTS_CHANNEL: general,
    SLACK_STAFF_GROUP: group,
  }
  expect(await found({ ...installed(), ...settings })).toEqual({
    'Slack bot token': 'OK it is autoboss in the workspace autoboss.',
    'Slack scopes': `OK all ${slack.scopes.size} of manifest.yml are granted.`,
    'Slack connection': 'OK Socket Mode: Slack takes the app-level token.',
    'Slack operations channel': `OK the bot is in ${ops}.`,
    'Slack cases channel': `OK the bot is in ${cases}.`,
    'Slack announcements channel': `OK the bot is in ${general}.`,
    'Slack staff group': `OK ${group} vouches for 2.`,
  })
  expect(slack.sockets.count()).toBe(0)
})

test('without a token Slack is off, and says so once; half set, it warns', async () => {
  expect(Object.keys(await found({}))).toEqual(['Slack'])
  expect(await found({})).toMatchObject({ Slack: expect.stringMatching(/^OFF SLACK_BOT_TOKEN is not set;/) })
  expect(await found({ SLACK_APP_TOKEN: 'xapp-1' })).toMatchObject({
    Slack: expect.stringMatching(/^WARNING it is off: SLACK_BOT_TOKEN is not set/),
  })
})

test('what is not set says what that means', async () => {
  expect(await found(installed())).toMatchObject({
    'Slack operations channel': expect.stringMatching(/^OFF .* shown where they are asked for/),
    'Slack cases channel': expect.stringMatching(/^OFF /),
    'Slack announcements channel': expect.stringMatching(/^OFF .* Only the operations channel hears of/),
    'Slack staff group': expect.stringMatching(/^OFF .* only people.yml says who is staff/),
  })
})

test('a wrong bot token is told once; what needs it is not looked at', async () => {
  const all = await found({
    ...installed(),
    SLACK_BOT_TOKEN: 'xoxb-wrong',
    SLACK_STAFF_GROUP: 'S0123',
    SLACK_CASES_CHANNEL: 'C0123',
  })
  expect(all).toMatchObject({
    'Slack bot token': expect.stringMatching(/^FAILED .* Copy it again from the app settings/),
    'Slack scopes': expect.stringMatching(/^OFF it cannot be seen without a bot token/),
    'Slack connection': expect.stringMatching(/^OK /),
    'Slack cases channel': expect.stringMatching(/^OFF it cannot be seen/),
    'Slack staff group': expect.stringMatching(/^OFF it cannot be seen/),
  })
})

test('a scope that is not granted, and one too many', async () => {
  slack.scopes.delete('files:read')
  expect((await found(installed()))['Slack scopes']).toMatch(/^FAILED .*files:read\. Take manifest\.yml/)
  slack.scopes.add('files:read').add('chat:write.public')
  expect((await found(installed()))['Slack scopes']).toMatch(/^WARNING .*needs them: chat:write\.public\./)
})

test('a wrong app-level token, and one of the wrong kind', async () => {
  const wrong = await found({ ...installed(), SLACK_APP_TOKEN: 'xapp-wrong' })
  expect(wrong['Slack connection']).toMatch(/^FAILED Slack does not take SLACK_APP_TOKEN\. Make one in/)
  slack.faults.plan('apps.connections.open', { kind: 'refusal', code: 'missing_scope' })
  const scopeless = await found(installed())
  expect(scopeless['Slack connection']).toContain('with the scope connections:write')
})

test('over HTTP Slack needs an address that it can call', async () => {
  const { SLACK_APP_TOKEN: _, ...withoutSocket } = installed()
  const overHttp = { ...withoutSocket, SLACK_SIGNING_SECRET: slack.signingSecret }
  const reached = await found({ ...overHttp, PUBLIC_URL: 'https://assistant.example' })
  expect(reached['Slack connection']).toBe(
    'OK HTTP: Slack must be able to call https://assistant.example/slack/events.',
  )
  expect((await found(overHttp))['Slack connection']).toMatch(/^WARNING .* only https/)
  expect((await found(withoutSocket))['Slack connection']).toMatch(/^FAILED nothing says how Slack reaches/)
})

test('a channel without the bot, one that is private, one that is not there', async () => {
  const [random, secret] = [slack.channel('#random').id, slack.channel('#secret').id]
  const settings = { SLACK_OPERATIONS_CHANNEL: random, SLACK_CASES_CHANNEL: secret }
  expect(await found({ ...installed(), ...settings })).toMatchObject({
    'Slack operations channel': `FAILED the bot is not in ${random}. To take it in, type /invite @autoboss there.`,
    'Slack cases channel': expect.stringMatching(/^FAILED there is no C\w+, or it is private/),
  })
  const { 'Slack cases channel': missing } = await found({ ...installed(), SLACK_CASES_CHANNEL: 'C0NONE' })
  expect(missing).toMatch(/^FAILED there is no C0NONE/)
})

test('a user group that is not there, and one without members', async () => {
  const missing = await found({ ...installed(), SLACK_STAFF_GROUP: 'S0NONE' })
  expect(missing['Slack staff group']).toMatch(/^FAILED there is no user group S0NONE\./)
  const empty = slack.addGroup('nobody', [])
  const alone = await found({ ...installed(), SLACK_STAFF_GROUP: empty })
  expect(alone['Slack staff group']).toMatch(/^WARNING .* has no members/)
})

test('asked too often, a refusal without a name of ours, and no Slack at all', async () => {
  slack.faults.plan('auth.test', { kind: 'rate limit', retryAfter: 30 })
  expect((await found(installed()))['Slack bot token']).toBe(
    'FAILED Slack was asked too often. Look again in 30 s.',
  )
  slack.faults.plan('auth.test', { kind: 'refusal', code: 'org_login_required' })
  expect((await found(installed()))['Slack bot token']).toMatch(/^FAILED Slack refuses this \(org_login/)
  const nowhere = { ...installed(), SLACK_API_URL: 'http://127.0.0.1:1/api/' }
  expect((await found(nowhere))['Slack bot token']).toMatch(/^FAILED Slack does not answer at http/)
})
