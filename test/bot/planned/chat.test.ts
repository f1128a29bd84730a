import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { pino } from 'pino'
import { type TellMaintenanceParts, tellMaintenance } from '../../../src/bot/planned/tell.ts'
import { isUnreachable } from '../../../src/db.ts'
import type { NoticeStore } from '../../../src/oncall/notices-store.ts'
import { buttonIn } from '../../harness/bot.ts'
import { place } from '../../harness/memory-platform.ts'
import { sampleRunbook } from '../../harness/runs.ts'
import { startTalk, type Talk } from '../../harness/talk.ts'

let talk: Talk
let parts: TellMaintenanceParts
let troubles: string[]

beforeEach(async () => {
  talk = await startTalk()
  const { house, platform } = talk
  platform.rooms = { operations: place('operations'), cases: place('cases') }
  troubles = []
  parts = {
    ...{ notices: house.caseStores.notices, planned: house.caseStores.planned },
    platforms: [platform],
    people: () => house.people.current,
    runbook: () => house.runbook,
    clock: house.clock,
    log: pino({ level: 'warn' }, { write: (words: string) => void troubles.push(words) }),
    isUnreachable,
  }
  // A Tuesday, 14:00 in Athens.
  windTo('2030-01-08T12:00:00Z')
})
afterEach(async () => {
  expect(talk.errors).toEqual([])
  await talk.close()
})

function windTo(time: string): void {
  const { clock } = talk.house
  clock.wind(new Date(time).getTime() - clock.now().getTime())
}

/** Says something and returns the key of the reply. */
async function say(text: string, by: string): Promise<string> {
  const key = await talk.settle({ kind: 'message', text }, { by, thread: `of ${by}` })
  return `${key}:reply`
}

const words = async (text: string, by: string): Promise<string> => talk.words(await say(text, by)) ?? ''

const audited = async (): Promise<string[]> => {
  const rows = await talk.house.db.audit.findMany({
    where: { action: { startsWith: 'maintenance.' } },
    orderBy: { id: 'asc' },
  })
  return rows.map(({ action, person, subject }) => `${action} ${person} ${subject}`)
}

/** What the rooms were told, by the posts' keys. */
const told = (): string[] => [...talk.platform.posts.keys()].filter((key) => key.startsWith('maintenance:'))

const withRunbookWindows = (): void => {
  talk.house.runbook.maintenance_windows = sampleRunbook().maintenance_windows
}

test('a senior plans it; everybody sees it, with that of runbook.yml, and that nothing lasts now', async () => {
  withRunbookWindows()
  expect(await words('/ai window plan tomorrow 22:00 2h Upgrade of the database', 'anna')).toBe(
    [
      'PLANNED · Maintenance 1 · Upgrade of the database',
      'Wed 9 Jan, 22:00 EET to Thu 10 Jan, 00:00 EET. Calls about what is not critical wait until it ends; what is critical calls as ever.',
      'It is announced 24 h before, when it begins and when it ends. /ai window cancel 1 takes it back.',
    ].join('\n'),
  )
  for (const by of ['maria', 'nikos', 'kim', 'alex']) {
    expect(await words('/ai window', by)).toBe(
      [
        'Maintenance · none lasts now',
        'Maintenance 1: Wed 9 Jan, 22:00 EET to Thu 10 Jan, 00:00 EET · Upgrade of the database · planned by Anna Placeholder',
        'runbook.yml: Sun 3 Feb, 02:00 EET to Sun 3 Feb, 04:00 EET · Monthly maintenance · by runbook.yml',
        'Calls about what is not critical wait until it ends; what is critical calls as ever.',
      ].join('\n'),
    )
  }
  expect(await audited()).toEqual(['maintenance.planned anna maintenance 1'])
})

test.each(['plan tomorrow 22:00 2h Upgrade', 'cancel 1', 'end'])(
  'who may not approve may not: /ai window %s',
  async (asked) => {
    await words('/ai window plan now 2h Upgrade', 'anna')
    for (const by of ['maria', 'nikos', 'kim', 'alex']) {
      expect(await words(`/ai window ${asked}`, by)).toMatch(
        /^To plan and end maintenance needs the senior role\. Ask somebody who has it\./,
      )
    }
    expect(await talk.house.db.plannedMaintenance.findMany()).toMatchObject([{ endedAt: null }])
  },
)

test('its buttons are for seniors, and end it; whoever may not press one is refused', async () => {
  await words('/ai window plan tomorrow 22:00 2h Upgrade', 'anna')
  expect(buttonIn(talk.card(await say('/ai window', 'nikos')), 'window-end')).toBeUndefined()
  const key = await say('/ai window', 'petros')
  expect(buttonIn(talk.card(key), 'window-end')).toMatchObject({ label: 'Cancel 1', value: '1' })
  const refused = await talk.press(key, 'window-end', { by: 'nikos', thread: 'of nikos' })
  expect(talk.words(`${refused}:reply`)).toMatch(/not for your role/)
  const pressed = await talk.press(key, 'window-end', { by: 'petros', thread: 'of petros' })
  expect(talk.words(`${pressed}:reply`)).toBe(
    'CANCELLED · Maintenance 1 · Upgrade\nIt would have begun on Wed 9 Jan, 22:00 EET.',
  )
  expect(buttonIn(talk.card(key), 'window-end')).toBeUndefined()
  expect(await words('/ai window', 'maria')).toMatch(/^Maintenance\nNone is planned\./)
  expect(await words('/ai window cancel 1', 'anna')).toMatch(/^Maintenance 1 is over, or was cancelled\./)
})

test.each([
  ['/ai window cancel', /^That is not how a maintenance is planned, cancelled or ended\. For example: /],
  ['/ai window open', /^That is not how a maintenance is planned/],
  [
    '/ai window plan',
    /^That does not say when the maintenance begins\. For example: \/ai window plan tomorrow/,
  ],
  ['/ai window plan today 13:00 2h Upgrade', /^2030-01-08 13:00 is over: it is 14:00 EET now\./],
  ['/ai window cancel 7', /^No maintenance 7 was planned\. See \/ai window/],
  ['/ai window end', /^No planned maintenance lasts now\. See \/ai window/],
])('%s is refused, and it is said what to do', async (text, says) => {
  expect(await words(text, 'anna')).toMatch(says)
  expect(await talk.house.db.plannedMaintenance.count()).toBe(0)
})

test('end needs no number while one lasts; of several it asks which; one of runbook.yml is ended there', async () => {
  await words('/ai window plan now 2h Upgrade', 'anna')
  await words('/ai window plan now 3h Network', 'petros')
  expect(await words('/ai window end', 'anna')).toMatch(/^Several last now: 1, 2\. Say which, such as/)
  expect(await words('/ai window end 1', 'anna')).toMatch(
    /^ENDED · Maintenance 1 · Upgrade\nCalls that waited/,
  )
  expect(await words('/ai window end', 'anna')).toMatch(/^ENDED · Maintenance 2/)
  withRunbookWindows()
  windTo('2030-02-03T00:30:00Z')
  expect(await words('/ai window end', 'anna')).toMatch(/What lasts now stands in runbook\.yml/)
})

test('while it lasts, a case is open and shown, says that calls wait, and nobody is called', async () => {
  await words('/ai window plan now 2h Upgrade', 'anna')
  const key = await talk.settle({ kind: 'message', text: '/ai escalate The pump is loud' })
  await talk.until(() => talk.words('case:1')?.includes('Calls wait') ?? false)
  expect(talk.words('case:1')).toContain('Calls wait for the maintenance until 8 Jan, 16:00 EET.')
  expect(talk.words(`${key}:case`)).toContain('Calls wait for the maintenance until 8 Jan, 16:00 EET.')
  await talk.until(() => talk.words('case:1')?.includes('due 8 Jan, 16:00 EET') ?? false)
  await words('/ai window end', 'anna')
  await talk.until(() => !(talk.words('case:1') ?? 'Calls wait').includes('Calls wait'))
})

test('the room is told once that it began, and once that it is over, by whom, why and until when', async () => {
  await words('/ai window plan tomorrow 22:00 2h Upgrade of the database', 'anna')
  windTo('2030-01-09T19:59:50Z')
  await tellMaintenance(parts)
  expect(told()).toEqual([])
  windTo('2030-01-09T20:00:05Z')
  await Promise.all([1, 2, 3, 4].map(() => tellMaintenance(parts)))
  await tellMaintenance(parts)
  expect(told()).toEqual(['maintenance:planned:1:began'])
  expect(talk.platform.posts.get('maintenance:planned:1:began')?.place).toEqual(place('operations'))
  expect(talk.words('maintenance:planned:1:began')).toBe(
    [
      'MAINTENANCE · Upgrade of the database · until Thu 10 Jan, 00:00 EET',
      'It began at 22:00 EET, planned by Anna Placeholder. The assistant may not answer for some of the time.',
      'Calls about what is not critical wait until it ends; what is critical calls as ever.',
    ].join('\n'),
  )
  await words('/ai window plan now 4h Network', 'petros')
  windTo('2030-01-09T21:00:00Z')
  await words('/ai window end 1', 'petros')
  await tellMaintenance(parts)
  await tellMaintenance(parts)
  expect(told().slice(1).toSorted()).toEqual(['maintenance:planned:1:ended', 'maintenance:planned:2:began'])
  expect(talk.words('maintenance:planned:1:ended')).toBe(
    [
      'MAINTENANCE OVER · Upgrade of the database',
      'Wed 9 Jan, 22:00 EET to Wed 9 Jan, 23:00 EET, planned by Anna Placeholder. It was ended by Petros Muster.',
      'Calls wait on until Thu 10 Jan, 02:00 EET: Network.',
    ].join('\n'),
  )
  windTo('2030-01-10T00:00:10Z')
  await tellMaintenance(parts)
  expect(talk.words('maintenance:planned:2:ended')).toMatch(/Calls that waited for it are made now\.$/)
  expect((await audited()).filter((row) => row.includes('bot'))).toEqual([
    'maintenance.began bot planned:1',
    expect.stringMatching(/^maintenance\.(over bot planned:1|began bot planned:2)$/),
    expect.stringMatching(/^maintenance\.(over bot planned:1|began bot planned:2)$/),
    'maintenance.over bot planned:2',
  ])
})

test('after a downtime: of one that lasts it is told that it began, of one that passed that it is over', async () => {
  await words('/ai window plan tomorrow 22:00 2h Upgrade', 'anna')
  await words('/ai window plan 2030-01-11 22:00 2h Network', 'anna')
  await words('/ai window plan 2030-01-12 22:00 2h Cancelled', 'anna')
  await words('/ai window cancel 3', 'anna')
  windTo('2030-01-11T21:00:00Z')
  await tellMaintenance(parts)
  expect(told()).toEqual(['maintenance:planned:1:ended', 'maintenance:planned:2:began'])
  windTo('2030-01-20T21:00:00Z')
  await tellMaintenance(parts)
  await tellMaintenance(parts)
  expect(told().slice(2)).toEqual(['maintenance:planned:2:ended'])
})

test('a window of runbook.yml is told too; one that passed before a bot ran is not', async () => {
  withRunbookWindows()
  await tellMaintenance(parts)
  expect(told()).toEqual([])
  windTo('2030-02-03T00:00:10Z')
  await tellMaintenance(parts)
  windTo('2030-02-03T02:00:10Z')
  await tellMaintenance(parts)
  const key = 'maintenance:runbook:Monthly maintenance:2030-02-03'
  expect(told()).toEqual([`${key}:began`, `${key}:ended`])
  expect(talk.words(`${key}:began`)).toContain('It began at 02:00 EET, as runbook.yml has it.')
})

/** A store whose process dies when it is to note what was posted. */
const killedAtNoting = (): NoticeStore => ({
  ...parts.notices,
  told: () => Promise.reject(new Error('killed')),
})

test('killed between posting and noting: the next one finds what stands there, and notes it', async () => {
  await words('/ai window plan now 2h Upgrade', 'anna')
  await expect(tellMaintenance({ ...parts, notices: killedAtNoting() })).rejects.toThrow('killed')
  await tellMaintenance(parts)
  expect(told()).toEqual(['maintenance:planned:1:began'])
  expect(talk.platform.posts.get('maintenance:planned:1:began')?.shown).toHaveLength(1)
  expect(await talk.house.db.maintenanceNotice.count()).toBe(1)
})

test('a room that cannot be reached is told when it can', async () => {
  await words('/ai window plan now 2h Upgrade', 'anna')
  const { platform } = talk
  const away = { ...platform, isPassing: () => true, post: () => Promise.reject(new Error('away')) }
  await tellMaintenance({ ...parts, platforms: [away] })
  expect(troubles.join()).toContain('could not be posted; it is tried again')
  expect(await talk.house.db.maintenanceNotice.count()).toBe(0)
  await tellMaintenance(parts)
  expect(told()).toEqual(['maintenance:planned:1:began'])
})

test('status, contacts and the list say what lasts now; contacts also what comes', async () => {
  await words('/ai window plan now 2h Upgrade', 'anna')
  await words('/ai window plan tomorrow 22:00 2h Network', 'petros')
  const now =
    'Maintenance now, until Tue 8 Jan, 16:00 EET: Upgrade · planned by Anna Placeholder. Calls about what is not critical wait.'
  const status = await words('/ai status', 'maria')
  expect(status).toContain(now)
  expect(status).not.toContain('Network')
  const contacts = await words('/ai contacts', 'maria')
  expect(contacts).toContain(now)
  expect(contacts).toContain(
    'Maintenance Wed 9 Jan, 22:00 EET to Thu 10 Jan, 00:00 EET: Network · planned by Petros Muster.',
  )
  expect(await words('/ai window', 'nikos')).toMatch(
    /^Maintenance · until Tue 8 Jan, 16:00 EET\nMaintenance 1: NOW · /,
  )
})

test('a window of runbook.yml is announced a week and a day ahead, each once, with what is done in it', async () => {
  withRunbookWindows()
  windTo('2030-01-26T23:59:50Z')
  await tellMaintenance(parts)
  expect(told()).toEqual([])
  windTo('2030-01-27T00:00:05Z')
  await Promise.all([1, 2, 3, 4].map(() => tellMaintenance(parts)))
  await tellMaintenance(parts)
  const key = 'maintenance:runbook:Monthly maintenance:2030-02-03'
  expect(told()).toEqual([`${key}:ahead-168`])
  expect(talk.platform.posts.get(`${key}:ahead-168`)?.place).toEqual(place('operations'))
  expect(talk.words(`${key}:ahead-168`)).toBe(
    [
      'MAINTENANCE AHEAD · Monthly maintenance · Sun 3 Feb, 02:00 EET',
      'Until Sun 3 Feb, 04:00 EET, as runbook.yml has it.',
      'What is done: Dependency updates; Database optimisation; Knowledge base updates; Tuning; Security patches.',
      'The assistant may not answer for some of the time. Ask before it what cannot wait.',
    ].join('\n'),
  )
  expect(await audited()).toEqual(['maintenance.announced bot runbook:Monthly maintenance:2030-02-03'])
  windTo('2030-02-02T00:00:05Z')
  await tellMaintenance(parts)
  windTo('2030-02-03T00:00:05Z')
  await tellMaintenance(parts)
  expect(told()).toEqual([`${key}:ahead-168`, `${key}:ahead-24`, `${key}:began`])
})

test('after a downtime only the nearest word is told, and none of those before it later', async () => {
  withRunbookWindows()
  windTo('2030-02-02T09:00:00Z')
  await tellMaintenance(parts)
  await tellMaintenance(parts)
  expect(told()).toEqual(['maintenance:runbook:Monthly maintenance:2030-02-03:ahead-24'])
})

test('what is planned less far ahead is announced at once; within the hour not at all', async () => {
  talk.house.runbook.notify_planned_hours_before = [72, 24, 4]
  const plan = (when: string) => words(`/ai window plan ${when} 2h Upgrade`, 'anna')
  expect(await plan('tomorrow 22:00')).toContain(
    'It is announced now, 24 h before, 4 h before, when it begins and when it ends.',
  )
  expect(await plan('today 15:00')).toContain('It is announced now, when it begins and when it ends.')
  expect(await plan('today 14:50')).toContain('It is announced when it begins and when it ends.')
  expect(await plan('now')).toContain('It is announced when it begins and when it ends.')
  await tellMaintenance(parts)
  await tellMaintenance(parts)
  const key = 'maintenance:planned:'
  expect(told().toSorted()).toEqual([`${key}1:ahead-72`, `${key}2:ahead-4`, `${key}4:began`])
  expect(talk.words(`${key}2:ahead-4`)).toMatch(
    /^MAINTENANCE AHEAD · Upgrade · Tue 8 Jan, 15:00 EET\nUntil Tue 8 Jan, 17:00 EET, planned by Anna Placeholder\.\nThe assistant/,
  )
})

test('where no hours are set, nothing is announced ahead', async () => {
  talk.house.runbook.notify_planned_hours_before = []
  await words('/ai window plan today 18:00 2h Upgrade', 'anna')
  await tellMaintenance(parts)
  expect(told()).toEqual([])
})

test('what was announced and is cancelled is said to be cancelled, once; what was not announced is not', async () => {
  await words('/ai window plan tomorrow 10:00 2h Upgrade', 'anna')
  await words('/ai window plan 2030-01-20 10:00 2h Network', 'anna')
  await tellMaintenance(parts)
  expect(told()).toEqual(['maintenance:planned:1:ahead-24'])
  await words('/ai window cancel 1', 'petros')
  await words('/ai window cancel 2', 'petros')
  await Promise.all([1, 2, 3, 4].map(() => tellMaintenance(parts)))
  await tellMaintenance(parts)
  windTo('2030-01-20T08:00:10Z')
  await tellMaintenance(parts)
  expect(told().slice(1)).toEqual(['maintenance:planned:1:cancelled'])
  expect(talk.words('maintenance:planned:1:cancelled')).toBe(
    [
      'MAINTENANCE CANCELLED · Upgrade · Wed 9 Jan, 10:00 EET',
      'It does not take place. It was planned by Anna Placeholder. Petros Muster took it back.',
    ].join('\n'),
  )
})

test('announced by one that is killed before it notes that: the next one notes it, without a repeat', async () => {
  await words('/ai window plan tomorrow 10:00 2h Upgrade', 'anna')
  await expect(tellMaintenance({ ...parts, notices: killedAtNoting() })).rejects.toThrow('killed')
  await tellMaintenance(parts)
  expect(told()).toEqual(['maintenance:planned:1:ahead-24'])
  expect(talk.platform.posts.get('maintenance:planned:1:ahead-24')?.shown).toHaveLength(1)
  expect(await talk.house.db.maintenanceNotice.findMany()).toMatchObject([{ what: 'ahead-24' }])
})

test('cancelled before it was noted that it was announced: those who read that it comes read that it does not', async () => {
  await words('/ai window plan tomorrow 10:00 2h Upgrade', 'anna')
  await expect(tellMaintenance({ ...parts, notices: killedAtNoting() })).rejects.toThrow('killed')
  await words('/ai window cancel 1', 'anna')
  await tellMaintenance(parts)
  expect(told()).toEqual(['maintenance:planned:1:ahead-24', 'maintenance:planned:1:cancelled'])
})

test('where everybody reads it is told too, and there alone where there is no room for operations', async () => {
  const { platform } = talk
  platform.rooms = { operations: place('operations'), announcements: place('all') }
  const placesOf = (what: string) =>
    [...platform.posts]
      .filter(([key]) => key.startsWith(`maintenance:planned:1:${what}`))
      .map(([key, post]) => `${key.split(':').slice(3).join(':')} in ${post.place.thread}`)
  await words('/ai window plan tomorrow 10:00 2h Upgrade', 'anna')
  await tellMaintenance(parts)
  expect(placesOf('ahead')).toEqual(['ahead-24 in operations', 'ahead-24:announcements in all'])
  platform.rooms = { announcements: place('all') }
  windTo('2030-01-09T08:00:10Z')
  await tellMaintenance(parts)
  expect(placesOf('began')).toEqual(['began:announcements in all'])
  platform.rooms = { operations: place('all'), announcements: place('all') }
  windTo('2030-01-09T10:00:10Z')
  await tellMaintenance(parts)
  expect(placesOf('ended')).toEqual(['ended in all'])
})

test('a cancellation is told in the rooms alone that heard that it comes', async () => {
  await words('/ai window plan tomorrow 10:00 2h Upgrade', 'anna')
  await tellMaintenance(parts)
  talk.platform.rooms = { operations: place('operations'), announcements: place('all') }
  await words('/ai window cancel 1', 'anna')
  await tellMaintenance(parts)
  expect(told()).toEqual(['maintenance:planned:1:ahead-24', 'maintenance:planned:1:cancelled'])
})
