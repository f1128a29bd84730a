import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { pino } from 'pino'
import { chatConversations } from '../../../src/bot/chats/conversations-store.ts'
import { chatPosts } from '../../../src/bot/chats/posts-store.ts'
import { directWay } from '../../../src/bot/paging/direct.ts'
import type { Platform } from '../../../src/bot/platform.ts'
import { createSlack, type Slack } from '../../../src/bot/slack/app.ts'
import { webPlatform } from '../../../src/bot/web/platform.ts'
import { webStore } from '../../../src/bot/web/store.ts'
import { readConfig } from '../../../src/config.ts'
import { isUnreachable, type OpsDb, openOpsDb } from '../../../src/db.ts'
import { messageOf } from '../../../src/errors.ts'
import { PermanentFault } from '../../../src/oncall/ways.ts'
import { peopleOf } from '../../../src/people.ts'
import { testClock } from '../../harness/clock.ts'
import { type ScratchDatabase, scratchDatabase } from '../../harness/database.ts'
import { eventually } from '../../harness/eventually.ts'
import { memoryPlatform } from '../../harness/memory-platform.ts'
import { anna, pageNote } from '../../harness/page-note.ts'
import { sampleRunbook } from '../../harness/runs.ts'
import { type FakeSlack, startFakeSlack } from '../../harness/slack.ts'
import { slackSettings } from '../../harness/slack-bot.ts'

const never = new AbortController().signal
const unknown = { ...anna, id: 'kim', identities: { local: 'kim' } }
/** By a mistake in people.yml: a channel, where everybody would read it. */
const misplaced = { ...anna, identities: { slack: 'C0GENERAL' } }

describe('on a platform', () => {
  const note = pageNote({ key: 'page:31:0:1:anna:direct' })

  test('a page is a card with what happened, where, and the button that takes it', async () => {
    const platform = memoryPlatform()
    await directWay([platform]).send(anna, note, never)
    const [post] = [...platform.posts.values()]
    expect(post?.reader).toBe('anna')
    expect(post?.card.headline).toBe('CRITICAL · C-31 · The service is down')
    expect(post?.card.tone).toBe('critical')
    expect(post?.card.blocks).toEqual([
      {
        kind: 'text',
        text: 'Nikos Example asked at 14:03 EET.\nSomebody must have taken it by 14:18 EET.',
      },
      { kind: 'link', label: 'Open C-31', url: 'https://chat.example/cases/31' },
      {
        kind: 'buttons',
        buttons: [{ label: 'Take', action: 'case-take', value: '31', style: 'primary' }],
      },
    ])
  })

  test('what is not connected is passed over for what is', async () => {
    const away: Platform = { ...memoryPlatform(), name: 'away', isConnected: () => false }
    const here = memoryPlatform()
    await directWay([away, here]).send(anna, note, never)
    expect(here.posts.size).toBe(1)
  })

  test('where none is connected it is a fault at once, which passes, and nothing is posted', async () => {
    const away: Platform = { ...memoryPlatform(), name: 'away', isConnected: () => false }
    const thrown = await directWay([away])
      .send(anna, note, never)
      .catch((error: unknown) => error)
    expect(messageOf(thrown)).toBe('away cannot be reached now')
    expect(thrown).not.toBeInstanceOf(PermanentFault)
  })

  test('what was stopped before it began is not posted', async () => {
    const platform = memoryPlatform()
    const sending = directWay([platform]).send(anna, note, AbortSignal.abort(new Error('the bot stops')))
    await expect(sending).rejects.toThrow('the bot stops')
    expect(platform.posts.size).toBe(0)
  })
})

describe('in Slack and the web chat', () => {
  let slack: FakeSlack
  let database: ScratchDatabase
  let db: OpsDb
  let bot: Slack
  let platforms: Platform[]
  const clock = testClock()
  const log = pino({ level: 'silent' })

  beforeAll(async () => {
    slack = await startFakeSlack()
    database = await scratchDatabase('ops')
    db = openOpsDb(database.url)
    bot = createSlack({
      config: readConfig(slackSettings(slack, 'socket')),
      people: () => peopleOf({ people: [anna] }),
      posts: chatPosts(db, clock, 'here/1/boot/1', 'slack'),
      conversations: chatConversations(db, clock, 'slack'),
      runbook: sampleRunbook,
      cited: null,
      accept: async () => true,
      laneOf: () => 'other',
      suggestions: async () => ({ machine_models: [], questions: [] }),
      isUnreachable,
      clock,
      log,
    })
    platforms = [webPlatform(webStore(db), clock, { TEAMS_TENANT_IS_STAFF: false }), bot.platform]
  })
  afterAll(async () => {
    await bot?.stop()
    await db?.$disconnect()
    await Promise.all([database?.drop(), slack?.stop()])
  })
  afterEach(() => slack.faults.heal())

  const pages = (name: string) =>
    slack
      .person(name)
      .seen('@bot')
      .filter(({ text }) => text.includes('C-31'))

  test('somebody has a place in Slack by their id there, and nobody in the web chat', () => {
    const way = directWay(platforms)
    expect([anna, unknown, misplaced].map((person) => way.reaches(person))).toEqual([true, false, false])
    expect(directWay(platforms.slice(0, 1)).reaches(anna)).toBe(false)
    expect(bot.platform.directPlace?.(anna)).toEqual({ platform: 'slack', thread: '@U0ANNA' })
  })

  test('before Slack is connected it is a fault at once', async () => {
    await expect(directWay(platforms).send(anna, pageNote(), never)).rejects.toThrow(
      'slack cannot be reached now',
    )
  })

  test('the page comes in the direct messages of the one person, once however often it is sent', async () => {
    bot.start(() => undefined)
    await eventually(() => bot.platform.isConnected())
    const way = directWay(platforms)
    await way.send(anna, pageNote(), never)
    await way.send(anna, pageNote({ mayBeRepeat: true }), never)
    const [page, ...more] = pages('anna')
    expect(more).toEqual([])
    expect(page?.text).toContain('CRITICAL · C-31 · The service is down')
    expect(page?.text).toContain('Somebody must have taken it by 14:18 EET.')
    expect(page?.text).toContain('[Take]')
    expect(pages('nikos')).toEqual([])
  })

  test('of which nobody knows whether it arrived comes twice rather than not at all', async () => {
    slack.faults.plan('chat.postMessage', { kind: 'cut after' })
    const note = pageNote({ key: 'page:31:0:2:anna:direct', headline: 'WARNING · C-31 · Cut' })
    await directWay(platforms).send(anna, note, never)
    expect(pages('anna').filter(({ text }) => text.includes('Cut'))).toHaveLength(2)
  })

  test('begun by a process that died it is sent, and says that it may be a repeat', async () => {
    const note = pageNote({ key: 'page:31:0:4:anna:direct', headline: 'WARNING · C-31 · Died' })
    const wanted = { key: note.key, thread: '@U0ANNA', channel: 'U0ANNA', card: { blocks: [] } }
    await chatPosts(db, clock, 'here/1/boot/1', 'slack').claim(wanted)
    await directWay(platforms).send(anna, { ...note, mayBeRepeat: true }, never)
    const [page, ...more] = pages('anna').filter(({ text }) => text.includes('Died'))
    expect(more).toEqual([])
    expect(page?.text).toContain('This may have been sent before')
  })

  test('what Slack refuses is a fault', async () => {
    slack.faults.plan('chat.postMessage', { kind: 'refusal', code: 'account_inactive' }, { times: 100 })
    const note = pageNote({ key: 'page:31:0:3:anna:direct' })
    await expect(directWay(platforms).send(anna, note, never)).rejects.toThrow('account_inactive')
  })
})
