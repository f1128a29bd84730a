import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { errorsIn } from '../../harness/bot.ts'
import { numberOf } from '../../harness/cases.ts'
import { type ChatsHouse, chatsHouse } from '../../harness/chats-house.ts'
import { eventually } from '../../harness/eventually.ts'
import { callWith, signIn } from '../../harness/sign-in.ts'

jest.setTimeout(120_000)

/** One bot in Slack and in Teams: who asks on one and who decides on the other deal with the same thing. */
let house: ChatsHouse

const slacks = (name: string) => house.slack.person(name)
const inTeams = (name: string) => house.teams.person(name)
const newestRun = async () => {
  const rows = await house.home.query<{ number: number; status: string }>(
    'SELECT number, status FROM runs ORDER BY number DESC LIMIT 1',
  )
  return rows[0] ?? { number: 0, status: 'none' }
}

describe('a run', () => {
  beforeAll(async () => {
    house = await chatsHouse({
      settings: ({ slack, teams }) => ({
        SLACK_OPERATIONS_CHANNEL: slack.channel('#ops').id,
        TEAMS_OPERATIONS_CHANNEL: teams.conversation('#ops').id,
      }),
    })
    await inTeams('anna').installs('#ops')
  })
  afterAll(() => house.close())
  afterEach(() => expect(errorsIn(house.bot)).toEqual([]))

  /** Somebody asks on one platform, somewhere else than in the operations channel. */
  async function asked(where: 'Slack' | 'Teams', command: string) {
    if (where === 'Slack') await slacks('nikos').types(command, { in: '#general' })
    else await inTeams('nikos').says('@bot', command)
  }

  /** The run that waits, once there is one. */
  const waiting = () =>
    eventually(async () => {
      const run = await newestRun()
      return run.status === 'waiting' && run
    })

  test('that was asked for in Slack is approved in Teams, and is told on both, and on the page', async () => {
    await asked('Slack', '/ai stop db')
    const { number } = await waiting()
    const here = await slacks('anna').sees('#ops', `R-${number}`)
    const there = await inTeams('anna').sees('#ops', `R-${number}`)
    for (const { text } of [here, there]) expect(text).toContain('NEEDS APPROVAL')
    await inTeams('anna').clicks(there, 'Approve stop')
    await slacks('nikos').sees('#ops', ({ ts, text }) => ts === here.ts && text.includes('DONE · Stop'))
    await inTeams('nikos').sees('#ops', ({ id, text }) => id === there.id && text.includes('DONE · Stop'))
    for (const text of [inTeams('nikos').reads('#ops'), slacks('nikos').reads('#ops')]) {
      expect(text).not.toContain('[Approve stop]')
      expect(text.match(/DONE · Stop/g)).toHaveLength(1)
    }
    expect(house.agent.pidOf('db')).toBeNull()
    const session = await signIn(house.home, house.bot, 'nikos')
    const { body } = await callWith(house.bot, session, `/api/runs/${number}`)
    for (const words of ['DONE · Stop', 'Anna Placeholder']) expect(body).toContain(words)
  })

  test('that was asked for in Teams is begun in Slack, and the next one approved there', async () => {
    await asked('Teams', '/ai start db')
    const start = await waiting()
    await slacks('nikos').clicks(await slacks('nikos').sees('#ops', `R-${start.number}`), 'Start now')
    await eventually(async () => (await newestRun()).status === 'done')
    await asked('Teams', '/ai stop db')
    const { number } = await waiting()
    const here = await slacks('anna').sees('#ops', `R-${number}`)
    const there = await inTeams('anna').sees('#ops', `R-${number}`)
    await slacks('anna').clicks(here, 'Approve stop')
    await inTeams('nikos').sees('#ops', ({ id, text }) => id === there.id && text.includes('DONE · Stop'))
    await slacks('nikos').sees('#ops', ({ ts, text }) => ts === here.ts && text.includes('DONE · Stop'))
    for (const text of [slacks('nikos').reads('#ops'), inTeams('nikos').reads('#ops')])
      expect(text).not.toMatch(/NEEDS APPROVAL|\[Approve stop\]|\[Start now\]/)
  })

  test('is not approved by whoever asked for it, on whatever platform', async () => {
    await asked('Slack', '/ai start db')
    const start = await waiting()
    await inTeams('nikos').clicks(await inTeams('nikos').sees('#ops', `R-${start.number}`), 'Start now')
    await eventually(async () => (await newestRun()).status === 'done')
    // The card of everybody offers what a card of her own does not.
    house.teams.clients.refreshes = false
    await slacks('anna').types('/ai stop db', { in: '#general' })
    const { number } = await waiting()
    const there = await inTeams('anna').sees('#ops', `R-${number}`)
    await inTeams('anna').clicks(there, 'Approve stop')
    await inTeams('anna').sees('@bot', 'someone else must approve')
    expect(await newestRun()).toEqual({ number, status: 'waiting' })
    const [refused] = await house.home.query(
      "SELECT person, place FROM audit WHERE outcome = 'refused' ORDER BY id DESC LIMIT 1",
    )
    expect(refused).toMatchObject({ person: 'anna', place: expect.stringContaining('teams:') })
    await inTeams('petros').clicks(there, 'Reject', { filled: 'Not today' })
    await slacks('anna').sees('#ops', 'Not today')
    await inTeams('anna').sees('#ops', 'REJECTED')
    house.teams.clients.refreshes = true
  })

  test('stays true where one platform is away, and is told there when it is back', async () => {
    await asked('Slack', '/ai stop db')
    const { number } = await waiting()
    const here = await slacks('anna').sees('#ops', `R-${number}`)
    const there = await inTeams('anna').sees('#ops', `R-${number}`)
    house.teams.faults.plan('*', { kind: 'cut' }, { times: 1_000 })
    await slacks('anna').clicks(here, 'Reject')
    await slacks('anna').submits({ input: 'Wait' })
    await slacks('anna').sees('#ops', ({ ts, text }) => ts === here.ts && text.includes('REJECTED'))
    await eventually(() => house.bot.log.some(({ run }) => run === number))
    house.teams.faults.heal()
    house.bot.clock.wind(11_000)
    await inTeams('anna').sees('#ops', ({ id, text }) => id === there.id && text.includes('REJECTED'))
    // That a card could not be shown is the one error that was expected.
    house.bot.log.splice(0)
  })
})

/** What the asker says goes to whoever has the case, and back. */
describe('a case', () => {
  const question = 'Where is the spare belt?'

  describe('that was opened in Teams', () => {
    let number: number

    beforeAll(async () => {
      house = await chatsHouse({
        settings: ({ slack }) => ({ SLACK_CASES_CHANNEL: slack.channel('#cases').id }),
        prepare: onlyInTeams,
      })
    })
    afterAll(() => house.close())
    afterEach(() => expect(errorsIn(house.bot)).toEqual([]))

    test('stands in Slack, and who takes it there is heard in Teams', async () => {
      const maria = inTeams('maria')
      const said = await maria.says('@bot', question)
      const answer = await maria.sees(said, '[Get a person]')
      await maria.clicks(answer, 'Get a person')
      await maria.sees(said, 'OPEN · C-')
      number = await numberOf(house.home, `@${maria.aadObjectId}`)
      const card = await slacks('anna').sees('#cases', `C-${number}`)
      await slacks('anna').clicks(card, 'Take')
      await maria.sees(said, 'Anna Placeholder has your question')
      const begun = await slacks('anna').sees(card, 'Maria Sample')
      await slacks('anna').repliesIn(begun, 'Which machine is it for?')
      await maria.sees('@bot', /Anna Placeholder · C-\d+\nWhich machine is it for\?/)
    })

    test('the asker’s reply in Teams stands in its thread in Slack', async () => {
      const maria = inTeams('maria')
      const words = await maria.sees('@bot', 'Which machine is it for?')
      await maria.clicks(words, 'Write to them…', { filled: 'The V4.0 in hall 2.' })
      const card = await slacks('anna').sees('#cases', `C-${number}`)
      await slacks('anna').sees(card, /Maria Sample · C-\d+\nThe V4\.0 in hall 2\./)
    })

    test('resolved with a cause, the asker is told it', async () => {
      const card = await slacks('anna').sees('#cases', `C-${number}`)
      await slacks('anna').clicks(card, 'Resolve…')
      await slacks('anna').submits({ input: 'It hangs behind the door.' })
      await inTeams('maria').sees('@bot', 'It hangs behind the door.')
      await slacks('anna').sees('#cases', 'RESOLVED by Anna Placeholder')
    })

    test('who is on call and has only Teams is called there', async () => {
      const maria = inTeams('maria')
      await maria.says('@bot', '/escalate The pump smells of smoke')
      await slacks('anna').sees('#cases', 'The pump smells of smoke')
      const called = await inTeams('nikos').sees('@bot', '[Take]')
      await inTeams('nikos').clicks(called, 'Take')
      await slacks('anna').sees('#cases', 'TAKEN by Nikos Example')
      await inTeams('nikos').sees('@bot', ({ id, labels }) => id === called.id && !labels.includes('Take'))
      await maria.sees('@bot', 'Nikos Example has your question')
    })
  })

  describe('that was opened in Slack', () => {
    beforeAll(async () => {
      house = await chatsHouse({
        settings: ({ teams }) => ({ TEAMS_CASES_CHANNEL: teams.conversation('#cases').id }),
      })
      await inTeams('anna').installs('#cases')
    })
    afterAll(() => house.close())
    afterEach(() => expect(errorsIn(house.bot)).toEqual([]))

    test('stands in Teams; who takes it answers in its thread there', async () => {
      const maria = slacks('maria')
      const asked = await maria.says('#general', `@bot ${question}`)
      await maria.clicks(await maria.sees(asked, '[Get a person]'), 'Get a person')
      await maria.sees(asked, 'OPEN · C-')
      const anna = inTeams('anna')
      const card = await anna.sees('#cases', 'Where is the spare belt?')
      await anna.clicks(card, 'Take')
      await maria.sees(asked, 'Anna Placeholder has your question')
      // With the permission to read a channel the bot hears what is said there without its name.
      house.teams.hearing.hears = 'all'
      await anna.repliesIn(card, 'Which machine is it for?')
      await maria.sees(asked, /Anna Placeholder · C-\d+\nWhich machine is it for\?/)
      await maria.repliesIn(asked, 'The V4.0.')
      await anna.sees(card, /Maria Sample · C-\d+\nThe V4\.0\./)
      await anna.clicks(card, 'Resolve…', { filled: 'It hangs behind the door.' })
      await maria.sees(asked, 'It hangs behind the door.')
      await anna.sees('#cases', 'RESOLVED by Anna Placeholder')
    })
  })
})

describe('a maintenance', () => {
  beforeAll(async () => {
    house = await chatsHouse({
      settings: ({ slack, teams }) => ({
        SLACK_OPERATIONS_CHANNEL: slack.channel('#ops').id,
        SLACK_ANNOUNCEMENTS_CHANNEL: slack.channel('#general').id,
        TEAMS_ANNOUNCEMENTS_CHANNEL: teams.conversation('#general').id,
      }),
    })
    await inTeams('anna').installs('#general')
  })
  afterAll(() => house.close())
  afterEach(() => expect(errorsIn(house.bot)).toEqual([]))

  test('is announced where everybody reads, in both, and there it is said that it is cancelled', async () => {
    await slacks('anna').types('/ai window plan tomorrow 00:00 2h Upgrade', { in: '#ops' })
    await eventually(async () => (await house.home.query('SELECT 1 FROM planned_maintenance')).length === 1)
    // Its word is due, whatever the time of day.
    await house.home.query(
      "UPDATE planned_maintenance SET starts_at = now() + interval '20 h', ends_at = now() + interval '22 h'",
    )
    await minute()
    for (const words of ['MAINTENANCE AHEAD · Upgrade', 'planned by Anna Placeholder']) {
      await slacks('maria').sees('#ops', words)
      await slacks('maria').sees('#general', words)
      await inTeams('maria').sees('#general', words)
    }
    await slacks('petros').types('/ai window cancel 1', { in: '#ops' })
    await slacks('petros').sees('#ops', 'CANCELLED · Maintenance 1')
    await minute()
    for (const room of ['#ops', '#general'])
      await slacks('maria').sees(room, 'MAINTENANCE CANCELLED · Upgrade')
    await inTeams('maria').sees('#general', 'Petros Muster took it back')
  })

  /** Tells the bot that a minute has passed. */
  const minute = () =>
    house.home.query(
      "INSERT INTO pgboss.job (name, policy) VALUES ('minutes', 'short') ON CONFLICT DO NOTHING",
    )
})

/** Nikos is not in Slack, and is called by direct messages alone. */
async function onlyInTeams({ configDir }: { configDir: string }): Promise<void> {
  const file = join(configDir, 'people.yml')
  const people = await readFile(file, 'utf8')
  await writeFile(file, people.replace(', slack: U0NIKOS', ''))
}
