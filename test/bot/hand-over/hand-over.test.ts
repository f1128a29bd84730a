import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { pino } from 'pino'
import { reportedCases } from '../../../src/bot/hand-over/cases-store.ts'
import { tellDigest } from '../../../src/bot/hand-over/digest.ts'
import { tellHandOver } from '../../../src/bot/hand-over/shift.ts'
import { dutyReportStore } from '../../../src/bot/hand-over/store.ts'
import type { TellParts } from '../../../src/bot/hand-over/tell.ts'
import { ticketStore } from '../../../src/bot/tickets/store.ts'
import { isUnreachable } from '../../../src/db.ts'
import { onCallSchema } from '../../../src/on-call-settings.ts'
import { memory, place } from '../../harness/memory-platform.ts'
import { startTalk, type Talk } from '../../harness/talk.ts'

let talk: Talk
let parts: TellParts
/** What was logged about reports that did not arrive. */
let troubles: string[]

beforeEach(async () => {
  talk = await startTalk()
  const { house, platform } = talk
  // What is told is told in the room, and what is due stays due.
  delete platform.directPlace
  await talk.rest()
  platform.rooms = { cases: place('cases') }
  house.runbook.on_call = onCallSchema.parse({
    primary: 'nikos',
    secondary: 'anna',
    manager: 'petros',
    rota: {
      hand_over: { weekday: 'mon', at: '09:00' },
      starts: '2030-01-07',
      primary: ['nikos', 'anna'],
      secondary: ['anna', 'petros'],
    },
  })
  troubles = []
  parts = {
    reports: dutyReportStore(house.db),
    cases: reportedCases(house.db, house.cases),
    tickets: ticketStore(house.db, { clock: house.clock, areSent: false }),
    runs: house.runs,
    planned: house.caseStores.planned,
    platforms: [platform],
    people: () => house.people.current,
    runbook: () => house.runbook,
    clock: house.clock,
    log: pino({ level: 'warn' }, { write: (line: string) => void troubles.push(line) }),
    isUnreachable,
  }
  windTo('2030-01-08T12:00:00Z')
  await minute()
})
afterEach(async () => {
  expect(talk.errors).toEqual([])
  await talk.close()
})

function windTo(time: string): void {
  const { clock } = talk.house
  clock.wind(new Date(time).getTime() - clock.now().getTime())
}

async function minute(): Promise<void> {
  await tellHandOver(parts)
  await tellDigest(parts)
}

const posts = (): string[] => [...talk.platform.posts.keys()].filter((key) => /^(shift|digest):/.test(key))

const audited = () =>
  talk.house.db.audit.findMany({ where: { action: 'shift.handed-over' }, orderBy: { id: 'asc' } })

async function openCase(question: string): Promise<void> {
  await talk.settle({ kind: 'message', text: `/escalate ${question}` })
}

async function resolve(number: number): Promise<void> {
  const { caseStores, actor } = talk.house
  await caseStores.acts.resolve(number, 'Done.', actor('anna'))
}

test('the first minute of a new installation tells nothing; while the shift stays, nothing either', async () => {
  windTo('2030-01-14T06:59:50Z')
  await minute()
  expect(posts()).toEqual([])
  expect(await audited()).toEqual([])
})

test('at the hand-over it is said who hands over to whom until when, and what there is to take over', async () => {
  for (const index of [1, 2, 3, 4, 5, 6, 7]) await openCase(`The pump of machine ${index} is loud`)
  await resolve(1)
  await talk.settle({ kind: 'message', text: '/stop db' }, { by: 'nikos' })
  windTo('2030-01-14T07:00:05Z')
  await tellHandOver(parts)
  expect(talk.platform.posts.get('shift:1')).toMatchObject({ place: place('cases'), reader: null })
  expect(talk.words('shift:1')).toBe(
    [
      'ON CALL · Anna Placeholder · until Mon 21 Jan, 09:00 EET',
      'Nikos Example hands over to Anna Placeholder.',
      'Second: Petros Muster',
      'Since Tue 8 Jan, 14:00 EET: 7 cases opened, 1 resolved',
      'Tickets: none is open',
      'Overdue: C-2, C-3, C-4, C-5, C-6, C-7',
      '6 cases are unresolved:',
      'C-2 · The pump of machine 2 is loud · level 1 · nobody has it · overdue since Tue 8 Jan, 14:00 EET',
      'C-3 · The pump of machine 3 is loud · level 1 · nobody has it · overdue since Tue 8 Jan, 14:00 EET',
      'C-4 · The pump of machine 4 is loud · level 1 · nobody has it · overdue since Tue 8 Jan, 14:00 EET',
      'C-5 · The pump of machine 5 is loud · level 1 · nobody has it · overdue since Tue 8 Jan, 14:00 EET',
      'C-6 · The pump of machine 6 is loud · level 1 · nobody has it · overdue since Tue 8 Jan, 14:00 EET',
      '1 more',
      'What runs, and what waits for a decision or a review:',
      'R-1 · waiting · Stop · db · Nikos Example',
    ].join('\n'),
  )
  const [row, ...others] = await audited()
  expect(others).toEqual([])
  expect(row).toMatchObject({ person: 'bot', subject: 'anna', outcome: 'done', requestId: 'shift:1' })
  expect(row?.detail).toMatchObject({ from: 'nikos', to: 'anna' })
  await minute()
  expect(posts().filter((key) => key.startsWith('shift'))).toEqual(['shift:1'])
})

test('it names maintenance that lasts, or begins before the shift ends, and none after', async () => {
  const { planned } = talk.house.caseStores
  const plan = (reason: string, from: string, until: string) =>
    planned.plan(
      { key: reason, reason, from: new Date(from), until: new Date(until) },
      talk.house.actor('petros'),
    )
  await plan('Network', '2030-01-14T05:00:00Z', '2030-01-14T09:00:00Z')
  await plan('Upgrade', '2030-01-19T20:00:00Z', '2030-01-19T22:00:00Z')
  await plan('Of the next shift', '2030-01-21T20:00:00Z', '2030-01-21T22:00:00Z')
  windTo('2030-01-14T07:00:05Z')
  await minute()
  const said = talk.words('shift:1')
  expect(said).toContain(
    'Maintenance now, until Mon 14 Jan, 11:00 EET: Network · planned by Petros Muster. Calls about what is not critical wait.',
  )
  expect(said).toContain(
    'Maintenance Sat 19 Jan, 22:00 EET to Sun 20 Jan, 00:00 EET: Upgrade · planned by Petros Muster.',
  )
  expect(said).not.toContain('Of the next shift')
})

test('with nothing to take over it says so, and the next one tells of its own time alone', async () => {
  windTo('2030-01-14T07:00:05Z')
  await minute()
  expect(talk.words('shift:1')).toContain('No case is unresolved.\nNothing runs, and nothing waits')
  await openCase('The pump is loud')
  windTo('2030-01-21T07:00:05Z')
  await minute()
  expect(talk.words('shift:2')).toMatch(
    /^ON CALL · Nikos Example · until Mon 28 Jan, 09:00 EET\nAnna Placeholder hands/,
  )
  expect(talk.words('shift:2')).toContain('Since Mon 14 Jan, 09:00 EET: 1 case opened, 0 resolved')
})

test('after a downtime of weeks there is one report, and none where the same person is on call again', async () => {
  windTo('2030-02-05T03:00:00Z')
  await tellHandOver(parts)
  expect(posts()).toEqual([])
  windTo('2030-02-27T03:00:00Z')
  await tellHandOver(parts)
  await tellHandOver(parts)
  expect(posts()).toEqual(['shift:1'])
  expect(talk.words('shift:1')).toMatch(/^ON CALL · Anna Placeholder · until Mon 4 Mar, 09:00 EET/)
})

test('an override is a change of shift, and so is a primary whom somebody writes into the file', async () => {
  const { on_call: onCall } = talk.house.runbook
  onCall.overrides = [{ from: '2030-01-09 18:00', until: '2030-01-10 08:00', primary: 'petros' }]
  windTo('2030-01-09T16:00:05Z')
  await minute()
  windTo('2030-01-10T06:00:05Z')
  await minute()
  delete onCall.rota
  onCall.primary = 'anna'
  await minute()
  expect(posts().filter((key) => key.startsWith('shift'))).toEqual(['shift:1', 'shift:2', 'shift:3'])
  expect(talk.words('shift:1')).toMatch(/^ON CALL · Petros Muster · until Thu 10 Jan, 08:00 EET/)
  expect(talk.words('shift:2')).toMatch(/^ON CALL · Nikos Example · until Mon 14 Jan, 09:00 EET/)
  expect(talk.words('shift:3')).toMatch(/^ON CALL · Anna Placeholder\nNikos Example hands over/)
})

test('somebody who takes over while away is said to be, with who is reached first', async () => {
  const anna = talk.house.people.current.byId('anna')
  if (anna !== undefined) anna.away = [{ from: '2030-01-14', until: '2030-01-15' }]
  windTo('2030-01-14T07:00:05Z')
  await minute()
  expect(talk.words('shift:1')).toContain(
    'Anna Placeholder is away until Wed 16 Jan, 00:00 EET: Petros Muster is reached first.',
  )
})

test('several bots at once, over and over: one report', async () => {
  windTo('2030-01-14T07:00:05Z')
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(Array.from({ length: 6 }, () => tellHandOver(parts)))
  }
  expect(posts()).toEqual(['shift:1'])
  expect(talk.platform.posts.get('shift:1')?.shown.length).toBeLessThanOrEqual(6)
  expect(new Set(talk.platform.posts.get('shift:1')?.shown).size).toBe(1)
  expect(await audited()).toHaveLength(1)
})

test('killed between posting and noting: the next one finds what stands there, and notes it', async () => {
  windTo('2030-01-14T07:00:05Z')
  const told = () => Promise.reject(new Error('killed'))
  await expect(tellHandOver({ ...parts, reports: { ...parts.reports, told } })).rejects.toThrow('killed')
  expect(posts()).toEqual(['shift:1'])
  expect(await audited()).toEqual([])
  windTo('2030-01-14T07:05:00Z')
  await tellHandOver(parts)
  expect(posts()).toEqual(['shift:1'])
  expect(talk.platform.posts.get('shift:1')?.shown).toHaveLength(1)
  expect(await audited()).toHaveLength(1)
})

test('a platform that cannot be reached keeps the others from nothing, and is told when it is back', async () => {
  const { platform } = talk
  let isAway = true
  const away: TellParts['platforms'][number] = {
    ...platform,
    name: 'away',
    rooms: { cases: place('far') },
    isPassing: () => true,
    read: async () => null,
    post: async (where, key, card) => {
      if (isAway) throw new Error('away')
      return await platform.post(where, `far ${key}`, card)
    },
  }
  parts = { ...parts, platforms: [away, platform] }
  windTo('2030-01-14T07:00:05Z')
  await tellHandOver(parts)
  expect(posts()).toEqual(['shift:1'])
  expect(await audited()).toEqual([])
  expect(troubles.join()).toContain('a report could not be posted; it is tried again')
  isAway = false
  await tellHandOver(parts)
  expect(talk.words('far shift:1')).toMatch(/^ON CALL · Anna/)
  expect(talk.platform.posts.get('shift:1')?.shown).toHaveLength(1)
  expect(await audited()).toHaveLength(1)
})

test('where a platform reaches people alone, both are told; whom it does not know is left out', async () => {
  const { platform } = talk
  const directPlace: NonNullable<TellParts['platforms'][number]['directPlace']> = ({ id }) =>
    id === 'nikos' ? { platform: memory, thread: '@nikos' } : null
  parts = { ...parts, platforms: [{ ...platform, directPlace }] }
  windTo('2030-01-14T07:00:05Z')
  await tellHandOver(parts)
  expect(posts()).toEqual(['shift:1', 'shift:1:nikos'])
  expect(platform.posts.get('shift:1:nikos')?.reader).toBe('nikos')
})

test('without a room for cases the change is on record all the same', async () => {
  talk.platform.rooms = {}
  windTo('2030-01-14T07:00:05Z')
  await minute()
  expect(posts()).toEqual([])
  expect(await audited()).toHaveLength(1)
})

test('on the nights when clocks change the hand-over is told at the local time', async () => {
  const rota = talk.house.runbook.on_call.rota
  if (rota === undefined) throw new Error('there are turns')
  rota.hand_over = { every: 'day', at: '09:00' }
  const changesAt = async (before: string, after: string): Promise<string[]> => {
    const seen = posts().length
    windTo(before)
    await tellHandOver(parts)
    const early = posts().length - seen
    windTo(after)
    await tellHandOver(parts)
    return [`${early}`, `${posts().length - seen}`]
  }
  windTo('2030-03-30T08:00:00Z')
  await tellHandOver(parts)
  // 30 to 31 March: one hour earlier by UTC; 26 to 27 October: one hour later.
  expect(await changesAt('2030-03-31T05:59:50Z', '2030-03-31T06:00:00Z')).toEqual(['0', '1'])
  windTo('2030-10-26T08:00:00Z')
  await tellHandOver(parts)
  expect(await changesAt('2030-10-27T06:59:50Z', '2030-10-27T07:00:00Z')).toEqual(['0', '1'])
})

const digests = () => posts().filter((key) => key.startsWith('digest'))

test('the digest comes once at the start of business hours, and says what is open and what was resolved', async () => {
  await openCase('The pump is loud')
  await openCase('E-104 after start-up')
  await resolve(1)
  windTo('2030-01-09T06:59:50Z')
  await minute()
  expect(digests()).toEqual([])
  windTo('2030-01-09T07:00:00Z')
  await minute()
  await minute()
  expect(digests()).toEqual(['digest:1'])
  expect(talk.platform.posts.get('digest:1')?.place).toEqual(place('cases'))
  expect(talk.words('digest:1')).toBe(
    [
      'CASES · 1 unresolved',
      'One case is unresolved:',
      'C-2 · E-104 after start-up · level 1 · nobody has it · overdue since Tue 8 Jan, 14:00 EET',
      'Overdue: C-2.',
      'Resolved since Tue 8 Jan, 14:00 EET: C-1.',
    ].join('\n'),
  )
})

test('there is none on days off, none after hours, and none where there is nothing to say', async () => {
  windTo('2030-01-09T07:00:00Z')
  await minute()
  await openCase('The pump is loud')
  // A downtime until after hours, and the weekend.
  for (const time of ['2030-01-11T15:00:00Z', '2030-01-12T08:00:00Z', '2030-01-13T08:00:00Z']) {
    windTo(time)
    await minute()
    expect(digests()).toEqual([])
  }
  windTo('2030-01-14T11:00:00Z')
  await minute()
  expect(digests()).toEqual(['digest:2'])
  expect(talk.words('digest:2')).toContain('Since Wed 9 Jan, 09:00 EET none was resolved.')
})

test('where a platform reaches people alone, the seniors who are not away have it too', async () => {
  const { platform, house } = talk
  const anna = house.people.current.byId('anna')
  if (anna !== undefined) anna.away = [{ from: '2030-01-09', until: '2030-01-09' }]
  const directPlace = ({ id }: { id: string }) => place(`@${id}`)
  parts = { ...parts, platforms: [{ ...platform, directPlace }] }
  await openCase('The pump is loud')
  windTo('2030-01-09T07:00:00Z')
  await tellDigest(parts)
  expect(digests()).toEqual(['digest:1', 'digest:1:petros'])
})
