import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { clearOldFiles } from '../../../src/bot/cases/clear-old-files.ts'
import type { Case } from '../../../src/oncall/case.ts'
import { type PagingHouse, pagingHouse } from '../../harness/paging.ts'

let house: PagingHouse
let logged: object[]

beforeEach(async () => {
  house = await pagingHouse()
  logged = []
})
afterEach(() => house.close())

const dayMinutes = 1_440
const content = new Uint8Array([1, 2, 3])

/** A case about which a file was sent. */
async function withFile(): Promise<Case> {
  const one = await house.open()
  const files = [{ name: 'press.log', type: 'application/octet-stream' as const, content }]
  const words = { caseNumber: one.number, side: 'asker', by: 'maria', text: 'See it', files } as const
  await house.stores.messages.say({ ...words, sourceKey: `file ${one.number}` })
  return one
}

const resolve = (one: Case) => house.stores.acts.resolve(one.number, 'It was off.', house.actor('anna'))

const clear = () =>
  clearOldFiles({
    ...house.stores,
    runbook: () => house.runbook,
    clock: { now: house.now },
    log: { info: (line: object) => void logged.push(line) },
  })

const contentOf = async (one: Case) => (await house.stores.messages.file(one.number, 1, 0))?.content
const fileOf = async (one: Case) => (await house.stores.messages.of(one.number))[0]?.files[0]

test('a file goes once its case was resolved longer ago than files are kept, and its name stays', async () => {
  const [early, late, open] = [await withFile(), await withFile(), await withFile()]
  await resolve(early)
  house.set(dayMinutes)
  await resolve(late)
  house.set(365 * dayMinutes)
  await clear()
  for (const one of [early, late, open]) expect(await contentOf(one)).toEqual(content)
  house.set(365 * dayMinutes + 1)
  await clear()
  expect(await contentOf(early)).toBeNull()
  for (const one of [late, open]) expect(await contentOf(one)).toEqual(content)
  const clearedAt = house.now()
  const kept = { index: 0, name: 'press.log', type: 'application/octet-stream', size: 3 }
  expect(await fileOf(early)).toEqual({ ...kept, clearedAt })
  expect(await fileOf(late)).toEqual({ ...kept, clearedAt: null })
  house.set(365 * dayMinutes + 2)
  await clear()
  expect(await fileOf(early)).toEqual({ ...kept, clearedAt })
  expect(logged).toEqual([{ files: 1, days: 365 }])
})

test('for how long is said by the runbook', async () => {
  const one = await withFile()
  await resolve(one)
  house.runbook.case_files.days = 30
  house.set(30 * dayMinutes + 1)
  await clear()
  expect(await contentOf(one)).toBeNull()
})
