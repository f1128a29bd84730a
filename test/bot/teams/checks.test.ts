import { afterEach, beforeEach, expect, test } from '@jest/globals'
// Microsoft's libraries are loaded before the first check looks, or it would wait for them.
import '../../../src/bot/teams/api/credentials.ts'
import { teamsChecks } from '../../../src/bot/teams/checks.ts'
import { readConfig } from '../../../src/config.ts'
import { messageOf, UserError } from '../../../src/errors.ts'
import type { Finding } from '../../../src/finding.ts'
import type { Person } from '../../../src/people.ts'
import { serviceUrl } from '../../fakes/teams/world.ts'
import { type FakeTeams, startFakeTeams } from '../../harness/teams.ts'
import { teamsSettings } from '../../harness/teams-bot.ts'

let teams: FakeTeams
let people: { all: Person[]; onCall: Person[] }
beforeEach(async () => {
  teams = await startFakeTeams()
  const [nikos, kim] = [person('nikos', 'n'), person('kim', 'k')]
  people = { all: [nikos, kim], onCall: [nikos] }
})
afterEach(async () => {
  await teams.stop()
})

const person = (id: string, objectId?: string): Person => ({
  id,
  name: id,
  roles: ['staff'],
  identities: objectId === undefined ? {} : { teams: objectId },
})

const registered = () => ({ ...teamsSettings(teams), PUBLIC_URL: 'https://assistant.example' })

/** What each check finds, by its name: `OK it answers.` */
async function found(settings: Record<string, string>): Promise<Record<string, string>> {
  const facts = { heardFrom: async () => serviceUrl(teams.world), people: async () => people }
  const findings = teamsChecks(readConfig(settings), facts).map(async ({ name, look }) => [
    name,
    await look().then(words, refusal),
  ])
  return Object.fromEntries(await Promise.all(findings)) as Record<string, string>
}
const words = ({ state, says, remedy }: Finding): string =>
  `${state.toUpperCase()} ${says}${remedy === undefined ? '' : ` ${remedy}`}`
const refusal = (error: unknown): string =>
  error instanceof UserError ? `FAILED ${error.message} ${error.action}` : `BUG ${messageOf(error)}`

test('a bot that is registered, with its channels and its people', async () => {
  const [ops, cases] = [teams.conversation('#ops').id, teams.conversation('#cases').id]
  const general = teams.conversation('#general').id
  const settings = {
    TEAMS_OPERATIONS_CHANNEL: ops,
    TEAMS_CASES_CHANNEL: cases,
    TEAMS_ANNOUNCEMENTS_CHANNEL: general,
  }
  expect(await found({ ...registered(), ...settings })).toEqual({
    'Teams token': `OK Entra knows the app ${teams.world.app.id}.`,
    'Teams keys': 'OK 2 keys of Teams can be read.',
    'Teams address': 'OK Teams must be able to call https://assistant.example/api/messages.',
    'Teams operations channel': `OK the bot is in ${ops}.`,
    'Teams cases channel': `OK the bot is in ${cases}.`,
    'Teams announcements channel': `OK the bot is in ${general}.`,
    'Teams people': 'OK everybody in people.yml is known in Teams.',
  })
  expect(teams.calls.map(({ operation }) => operation)).toEqual(['getMembers', 'getMembers', 'getMembers'])
  expect(teams.tokens.issued()).toBe(1)
})

test('without an app Teams is off, and says so once; half set, it warns; the playground is no place for people', async () => {
  expect(await found({})).toEqual({ Teams: expect.stringMatching(/^OFF MicrosoftAppId is not set;/) })
  expect(await found({ MicrosoftAppPassword: 'secret' })).toEqual({
    Teams: expect.stringMatching(/^WARNING it is off: MicrosoftAppId is not set/),
  })
  expect(await found({ TEAMS_PLAYGROUND: 'true' })).toEqual({
    Teams: expect.stringMatching(/^WARNING TEAMS_PLAYGROUND is set/),
  })
})

test.each([
  ['MicrosoftAppTenantId', /^FAILED .*belong together\. Set both\./],
  ['MicrosoftAppPassword', /^FAILED .*MicrosoftAppPassword is missing\./],
])('without %s the check of the token says so', async (name, says) => {
  const { [name]: _, ...others } = registered() as Record<string, string>
  const all = await found({ ...others, TEAMS_CASES_CHANNEL: teams.conversation('#cases').id })
  expect(all['Teams token']).toMatch(says)
  expect(all['Teams cases channel']).toBe('OFF it cannot be seen without a token. Mend that first.')
})

test('a wrong secret, a tenant that is not there, no Entra at all', async () => {
  const wrong = await found({ ...registered(), MicrosoftAppPassword: 'wrong' })
  expect(wrong['Teams token']).toMatch(/^FAILED Entra gives no token\. .*look at MicrosoftAppId/)
  const other = await found({ ...registered(), MicrosoftAppTenantId: crypto.randomUUID() })
  expect(other['Teams token']).toMatch(/^FAILED Entra does not answer at .*MicrosoftAppTenantId\.$/)
  const nowhere = await found({ ...registered(), TEAMS_LOGIN_URL: 'http://127.0.0.1:9' })
  expect(nowhere['Teams token']).toMatch(/^FAILED Entra does not answer at http:\/\/127\.0\.0\.1:9,/)
})

test('keys that cannot be read', async () => {
  teams.faults.plan('metadata', { kind: 'status', status: 503 })
  expect((await found(registered()))['Teams keys']).toMatch(
    /^FAILED the keys of Teams cannot be read at http/,
  )
  teams.faults.plan('metadata', { kind: 'cut' }, { after: 1 })
  expect((await found(registered()))['Teams keys']).toMatch(/^FAILED/)
  expect((await found(registered()))['Teams keys']).toMatch(/^OK/)
})

test('an address that Teams cannot call', async () => {
  const { 'Teams address': address } = await found({ ...registered(), PUBLIC_URL: 'http://localhost:3000' })
  expect(address).toBe(
    'WARNING Teams calls only https addresses, and this is http://localhost:3000/api/messages. ' +
      'Set PUBLIC_URL to the address under which the bot is reached from outside.',
  )
})

test('what is not set says what that means', async () => {
  expect(await found(registered())).toMatchObject({
    'Teams operations channel': expect.stringMatching(/^OFF .* shown where they are asked for/),
    'Teams cases channel': expect.stringMatching(/^OFF .* not only those on call/),
    'Teams announcements channel': expect.stringMatching(/^OFF .* Only the operations channel hears of/),
  })
})

test('a channel of a team without the bot, and one that is not there', async () => {
  const random = teams.conversation('#random').id
  const settings = { TEAMS_OPERATIONS_CHANNEL: random, TEAMS_CASES_CHANNEL: '19:none@thread.tacv2' }
  expect(await found({ ...registered(), ...settings })).toMatchObject({
    'Teams operations channel': `FAILED there is no ${random}, or the bot is not in its team. Add the app to the team in Teams, or correct TEAMS_OPERATIONS_CHANNEL.`,
    'Teams cases channel': expect.stringMatching(/^FAILED there is no 19:none@thread\.tacv2,/),
  })
})

test('Teams that is asked too often, and Teams that refuses the bot', async () => {
  const settings = { ...registered(), TEAMS_CASES_CHANNEL: teams.conversation('#cases').id }
  teams.faults.plan('getMembers', { kind: 'status', status: 429 })
  expect((await found(settings))['Teams cases channel']).toMatch(/^FAILED Teams does not answer at http/)
  teams.faults.plan('getMembers', { kind: 'refusal', status: 400, code: 'BadArgument' })
  expect((await found(settings))['Teams cases channel']).toMatch(
    /^FAILED Teams refuses this \(400 BadArgument\)\. Look whether the Azure Bot/,
  )
})

test('people without an object id: a warning where they can be on call, else a hint', async () => {
  people.all.push(person('alex'))
  expect((await found(registered()))['Teams people']).toBe(
    'OK whoever has no object id in people.yml cannot use the assistant there: alex.',
  )
  const wide = await found({ ...registered(), TEAMS_TENANT_IS_STAFF: 'true' })
  expect(wide['Teams people']).toContain('is staff there and no more: alex.')
  people.onCall.push(person('anna'))
  expect((await found(registered()))['Teams people']).toMatch(/^WARNING anna can be on call, but Teams/)
})
