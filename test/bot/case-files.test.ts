import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { CaseFile, CaseRecord } from '../../src/bot/web/api.ts'
import { errorsIn } from '../harness/bot.ts'
import { numberOf } from '../harness/cases.ts'
import { type ChatsHouse, chatsHouse } from '../harness/chats-house.ts'
import { eventually } from '../harness/eventually.ts'
import { callWith, signIn } from '../harness/sign-in.ts'
import type { Seen } from '../harness/slack-seeing.ts'

jest.setTimeout(120_000)

let house: ChatsHouse

const slacks = (name: string) => house.slack.person(name)
const inTeams = (name: string) => house.teams.person(name)
const bytes = (text: string) => new TextEncoder().encode(text)

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
const photo = { name: 'blade.png', type: 'image/png', content: png }
const log = { name: 'press.log', type: 'text/plain', content: bytes('E-104 at 14:02') }
/** What calls itself a picture and is a page. */
const page = { name: 'x"\u202e.html', type: 'image/png', content: bytes('<script>alert(1)</script>') }
const large = { name: 'film.mp4', type: 'video/mp4', content: new Uint8Array(10_000_001) }
const pdf = { name: 'v4.pdf', content: bytes('%PDF-1.7') }

const recordFor = async (person: string, number: number) => {
  const session = await signIn(house.home, house.bot, person)
  const { status, body } = await callWith(house.bot, session, `/api/cases/${number}`)
  expect(status).toBe(200)
  return JSON.parse(body) as CaseRecord
}

/** The files of a case, once there are so many, as somebody sees them on its page. */
const filesOf = (number: number, count: number, person = 'anna') =>
  eventually(async () => {
    const files = (await recordFor(person, number)).messages.flatMap((message) => message.files)
    return files.length >= count && files
  })

/** Opens a file as somebody's browser does. */
async function open({ url }: Pick<CaseFile, 'url'>, person?: string) {
  const cookie = person === undefined ? '' : await signIn(house.home, house.bot, person)
  const headers = { cookie, accept: 'text/html,*/*' }
  return await fetch(house.bot.url + url, { headers, redirect: 'manual' })
}

/** Has a delivery handled once more; `anew`: as if nobody had begun it. */
async function repeat(key: string, anew: boolean): Promise<void> {
  await house.home.query(
    `UPDATE inbox SET status = 'waiting', attempts = $2,
      due_at = received_at + CASE WHEN $2 = 0 THEN interval '0' ELSE interval '1 ms' END WHERE delivery_key = $1`,
    [key, anew ? 0 : 1],
  )
  await eventually(async () => {
    const sql = "SELECT 1 FROM inbox WHERE delivery_key = $1 AND status = 'done'"
    return (await house.home.query(sql, [key])).length === 1
  })
}

afterEach(() => expect(errorsIn(house.bot)).toEqual([]))

describe('a case in Slack', () => {
  let number: number
  let asked: Seen | { channel: string; ts: string }
  let card: Seen

  beforeAll(async () => {
    house = await chatsHouse({
      settings: ({ slack, teams }) => ({
        SLACK_CASES_CHANNEL: slack.channel('#cases').id,
        TEAMS_FILE_HOSTS: new URL(teams.world.address).hostname,
      }),
    })
    const maria = slacks('maria')
    asked = await maria.says('#general', '@bot Where is the spare belt?')
    await maria.clicks(await maria.sees(asked, '[Get a person]'), 'Get a person')
    card = await slacks('anna').sees('#cases', 'C-')
    await slacks('anna').sees(card, 'What you write here goes to Maria Sample')
    number = Number(/C-(\d+)/.exec(card.text)?.[1])
  })
  afterAll(() => house.close())

  test('the asker’s photo stands on its page, and opens for whoever may see the case alone', async () => {
    await slacks('maria').shares(asked, { ...photo, text: 'It looks like this' })
    const [file] = await filesOf(number, 1)
    expect(file).toMatchObject({ name: 'blade.png', size: png.length, isPicture: true })
    const linked = await slacks('anna').sees(card, 'blade.png (1 kB)')
    expect(JSON.stringify(linked.message.blocks)).toContain(file?.url)
    await slacks('anna').sees(card, 'It looks like this')
    for (const person of ['anna', 'nikos', 'maria']) {
      const opened = await open(file as CaseFile, person)
      expect(opened.status).toBe(200)
      expect(new Uint8Array(await opened.arrayBuffer())).toEqual(png)
      expect(Object.fromEntries(opened.headers)).toMatchObject({
        'content-type': 'image/png',
        'content-disposition': `inline; filename="blade.png"; filename*=UTF-8''blade.png`,
        'cache-control': 'private, max-age=3600',
        'x-content-type-options': 'nosniff',
      })
    }
    for (const person of ['kim', 'alex']) expect((await open(file as CaseFile, person)).status).toBe(404)
    const stranger = await open(file as CaseFile)
    expect(stranger.headers.get('location')).toBe(`/sign-in?to=${encodeURIComponent(file?.url ?? '')}`)
    expect((await open({ url: `${file?.url}1` }, 'anna')).status).toBe(404)
    expect(slacks('maria').reads(asked)).not.toContain('not pictures')
  })

  test('a senior’s file in its thread comes to the asker; what is no picture is only saved', async () => {
    await slacks('anna').shares(card, page)
    const files = await filesOf(number, 2, 'maria')
    expect(files[1]).toMatchObject({ name: 'x".html', isPicture: false })
    await slacks('maria').sees(asked, /Anna Placeholder · C-\d+\nx"\.html/)
    const opened = await open(files[1] as CaseFile, 'maria')
    expect(opened.headers.get('content-type')).toBe('application/octet-stream')
    expect(opened.headers.get('content-disposition')).toBe(
      `attachment; filename="x_.html"; filename*=UTF-8''x%22.html`,
    )
  })

  test('what is too large is named on both sides, and the sender is told what to do', async () => {
    await slacks('maria').shares(asked, large)
    await slacks('anna').sees(card, 'film.mp4 was not passed on. It has more than 10 MB.')
    const told = await slacks('maria').sees(asked, 'NOT PASSED ON')
    expect(told.isPrivate).toBe(true)
    expect(told.text).toContain('send a smaller copy or a link')
  })

  test('what Slack does not hand out is named, with what is known of why', async () => {
    house.slack.faults.plan('download', { kind: 'status', status: 404 })
    await slacks('maria').shares(asked, { ...log, name: 'gone.log' })
    await slacks('anna').sees(card, 'gone.log was not passed on. Slack does not hand out gone.log')
    house.slack.faults.plan('download', { kind: 'status', status: 500 })
    await slacks('maria').shares(asked, { ...log, name: 'odd.log' })
    await slacks('anna').sees(card, 'odd.log was not passed on. It could not be fetched.')
  })

  test('the same delivery handled again is one message with one file', async () => {
    const rows = async () =>
      await house.home.query<{ source_key: string; files: number }>(
        `SELECT source_key, count(index)::int AS files FROM case_messages
         JOIN case_files USING (case_number, position) WHERE case_number = $1 GROUP BY 1 ORDER BY 1`,
        [number],
      )
    const before = await rows()
    const key = before[0]?.source_key ?? ''
    expect(key).toMatch(/^slack:.*:files$/)
    await repeat(key, true)
    await repeat(key, false)
    expect(await rows()).toEqual(before)
    expect(before.map(({ files }) => files)).toEqual([1, 1])
  })

  test('what a senior attaches on its page comes to the asker’s thread as a link, and the asker’s own to the room', async () => {
    const attach = async (person: string, text: string) => {
      const form = new FormData()
      form.append('key', crypto.randomUUID())
      form.append('text', text)
      form.append('file', new Blob([log.content]), log.name)
      form.append('file', new Blob([png]), `${person}.png`)
      const headers = { cookie: await signIn(house.home, house.bot, person), origin: house.bot.url }
      const path = `${house.bot.url}/api/cases/${number}/files`
      expect((await fetch(path, { method: 'POST', body: form, headers })).status).toBe(200)
    }
    await attach('nikos', 'Compare it with this')
    const said = await slacks('maria').sees(asked, /Nikos Example · C-\d+\nCompare it with this/)
    const file = (await recordFor('maria', number)).messages.at(-1)?.files[1]
    expect(file).toMatchObject({ name: 'nikos.png', isPicture: true })
    expect(JSON.stringify(said.message.blocks)).toContain(file?.url)
    expect((await open(file as CaseFile, 'maria')).status).toBe(200)
    await attach('maria', 'It is the same')
    await slacks('anna').sees(card, /It is the same\npress\.log \(1 kB\)/)
  })

  describe('that was asked in Teams', () => {
    let other: number
    let there: Seen

    beforeAll(async () => {
      const maria = inTeams('maria')
      await maria.says('@bot', '/escalate The pump smells of smoke')
      other = await numberOf(house.home, `@${maria.aadObjectId}`)
      there = await slacks('anna').sees('#cases', 'The pump smells of smoke')
      await slacks('anna').sees(there, 'What you write here goes to Maria Sample')
    })

    test('has the senior’s file from Slack in the asker’s chat, as a link that opens for them', async () => {
      await slacks('anna').shares(there, log)
      const said = await inTeams('maria').sees('@bot', 'press.log (1 kB)')
      const [file] = await filesOf(other, 1, 'maria')
      expect(JSON.stringify(said.cards)).toContain(file?.url)
      expect(await (await open(file as CaseFile, 'maria')).text()).toBe('E-104 at 14:02')
    })

    test('has the asker’s photo from there, and says so; one whose size nobody told is left off', async () => {
      const maria = inTeams('maria')
      await maria.sendsFile('@bot', photo)
      const told = await maria.sees('@bot', 'The other side has: blade.png.')
      expect(told.text).toContain(`PASSED ON · C-${other}`)
      expect(told.labels).toEqual([])
      await slacks('anna').sees(there, 'blade.png (1 kB)')
      await maria.sendsFile('@bot', large)
      await maria.sees('@bot', 'film.mp4 was not passed on. It has more than 10 MB.')
      expect(await filesOf(other, 2)).toHaveLength(2)
    })
  })

  test('a PDF of a knowledge keeper’s own case is passed on, and still offered as a manual', async () => {
    const kim = inTeams('kim')
    await kim.says('@bot', '/escalate Which manual is the newest?')
    const own = await numberOf(house.home, `@${kim.aadObjectId}`)
    await kim.sendsFile('@bot', pdf)
    const told = await kim.sees('@bot', 'The other side has: v4.pdf.')
    expect(told.labels).toEqual(['Add to the knowledge base…'])
    expect(await filesOf(own, 1)).toMatchObject([{ name: 'v4.pdf', isPicture: false }])
  })
})

describe('a case in Teams', () => {
  beforeAll(async () => {
    house = await chatsHouse({
      settings: ({ teams }) => ({ TEAMS_CASES_CHANNEL: teams.conversation('#cases').id }),
    })
    await inTeams('anna').installs('#cases')
  })
  afterAll(() => house.close())

  test('a file in its thread is named to the asker, with why it is not there', async () => {
    const maria = slacks('maria')
    const asked = await maria.says('#general', '@bot Where is the spare belt?')
    await maria.clicks(await maria.sees(asked, '[Get a person]'), 'Get a person')
    const anna = inTeams('anna')
    const card = await anna.sees('#cases', 'Where is the spare belt?')
    await anna.sees(card, 'What you write here goes to Maria Sample')
    house.teams.hearing.hears = 'all'
    await anna.sendsFile(card, { ...log, text: 'See its log' })
    const why = 'press.log was not passed on. The bot is given files only where somebody is alone with it.'
    await maria.sees(asked, why)
    await maria.sees(asked, 'See its log')
    const told = await anna.sees('@bot', 'NOT PASSED ON · C-')
    expect(told.text).toContain(why)
    expect(told.text).toContain('send a smaller copy or a link')
    // The asker's own comes the other way.
    await maria.shares(asked, photo)
    await anna.sees(card, 'blade.png (1 kB)')
  })
})
