import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Card } from '../../src/bot/card.ts'
import { runDue } from '../../src/sops/schedules/run-due.ts'
import { startTalk, type Talk } from '../harness/talk.ts'

let talk: Talk
beforeEach(async () => {
  talk = await startTalk()
  windTo('2030-01-10T12:00:00Z')
  await runDue(talk.house.dueParts())
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

const labels = ({ blocks }: Card): string[] =>
  blocks.flatMap((block) =>
    block.kind === 'buttons' ? [...block.buttons, ...(block.more ?? [])].map(({ label }) => label) : [],
  )

test('the list says what, when next and in how long, and that nothing has run yet', async () => {
  const said = await words('/schedule', 'nikos')
  expect(said).toMatch(/^Schedules · what runs by the clock/)
  expect(said).toContain('daily-log-review: Review the logs, every day at 06:30')
  expect(said).toContain('Next: 11 Jan, 06:30 EET (in 16 h 30 min)')
  expect(said).toContain('daily-performance: Report on the performance, every day at 06:45')
  expect(said).toContain('weekly-backup: Back up and prove it, every Sunday at 03:15')
  expect(said).toContain(
    'weekly-maintenance: Delete old sessions and clean the database, every Sunday at 04:15',
  )
  expect(said).toContain(
    'Approval: weekly-maintenance waits for a standing approval. A senior types /ai schedule',
  )
  expect(said.match(/Last: not yet/g)).toHaveLength(4)
})

test('after a due time it names the run and how it stands; the run says which schedule asked', async () => {
  windTo('2030-01-11T04:30:10Z')
  await runDue(talk.house.dueParts())
  windTo('2030-01-11T04:46:00Z')
  const key = await say('/schedule', 'nikos')
  expect(talk.words(key)).toMatch(/Last: R-1 (running|done), 11 Jan, 06:30 EET/)
  // What was due after the last look begins at the next.
  expect(talk.words(key)).toContain('due since 11 Jan, 06:45 EET: it begins within a minute')
  await talk.press(key, 'run-show', { by: 'nikos', thread: 'of nikos' })
  expect(await words('/runs', 'nikos')).toContain('the schedule daily-log-review')
  expect(await words('/runs 1', 'nikos')).toContain('by the schedule daily-log-review')
})

test('a senior pauses and resumes by words; everybody sees who paused it', async () => {
  expect(await words('/schedule pause daily-log-review', 'petros')).toMatch(/^PAUSED · daily-log-review/)
  const said = await words('/schedule', 'nikos')
  expect(said).toMatch(/Next: paused by Petros \S+ since 10 Jan, 14:00 EET/)
  expect(await words('/schedule pause daily-log-review', 'anna')).toMatch(
    /^daily-log-review is paused already by Petros/,
  )
  windTo('2030-01-11T12:00:00Z')
  expect(await words('/schedule resume daily-log-review', 'anna')).toMatch(
    /^RESUMED · daily-log-review\nIt runs next on 12 Jan, 06:30 EET\. What was due meanwhile is not made up for\./,
  )
})

test('a senior has the buttons, and somebody on call the list alone', async () => {
  expect(labels(talk.card(await say('/schedule', 'nikos')))).toEqual([])
  const key = await say('/schedule', 'petros')
  expect(labels(talk.card(key))).toEqual([
    'Pause daily-log-review',
    'Pause daily-performance',
    'Pause weekly-backup',
    'Pause weekly-maintenance',
  ])
  const by = { by: 'petros', thread: 'of petros', value: 'daily-log-review' }
  const pressed = await talk.press(key, 'schedule-pause', by)
  expect(talk.words(`${pressed}:reply`)).toMatch(/^PAUSED · daily-log-review/)
  expect(labels(talk.card(key))).toEqual([
    'Pause daily-performance',
    'Pause weekly-backup',
    'Pause weekly-maintenance',
  ])
  const next = await say('/schedule', 'petros')
  expect(labels(talk.card(next))).toEqual([
    'Resume daily-log-review',
    'Pause daily-performance',
    'Pause weekly-backup',
    'Pause weekly-maintenance',
  ])
  const resumed = await talk.press(next, 'schedule-resume', by)
  expect(talk.words(`${resumed}:reply`)).toMatch(/^RESUMED · daily-log-review/)
})

test.each([
  ['maria', '/schedule', /^\/ai schedule is not for your role/],
  ['nikos', '/schedule pause daily-log-review', /^To pause and resume schedules needs the senior role/],
  [
    'petros',
    '/schedule pause nightly',
    /^There is no schedule “nightly”\. There are: daily-log-review, daily-performance, weekly-backup, weekly-maintenance\./,
  ],
  ['petros', '/schedule stop daily-log-review', /^That is not how a schedule is paused or resumed/],
  ['petros', '/schedule resume daily-log-review', /^daily-log-review is not paused/],
])('%s, %s', async (by, text, says) => {
  expect(await words(text, by)).toMatch(says)
  expect(await talk.house.db.schedule.count({ where: { pausedAt: { not: null } } })).toBe(0)
})

test('without schedules it says so', async () => {
  talk.house.runbook.schedules = []
  expect(await words('/schedule', 'nikos')).toContain(
    'Nothing runs by the clock: runbook.yml names no schedules.',
  )
})
