import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { execa } from 'execa'
import { eventually } from '../harness/eventually.ts'
import { hostedDatabase } from '../harness/hosted-database.ts'
import { type ProductPlace, productPlace, startProduct } from '../harness/product.ts'

// The product starts, and each command is a process.
jest.setTimeout(240_000)

const root = join(import.meta.dirname, '../..')
let place: ProductPlace
beforeAll(async () => {
  place = await productPlace()
})
afterAll(() => place.remove())

/** Runs one of our programs beside the product, with its settings. */
const run = (args: string[], input = '') =>
  execa(process.execPath, args, {
    ...{ cwd: root, input, reject: false, extendEnv: false },
    env: { PATH: process.env['PATH'] ?? '', ...place.settings },
  })

test('embedded, what people did is chained and noted below LOG_DIR, and a hand in the table shows', async () => {
  await startProduct(place).ready()
  await run(['scripts/password.ts', 'set', 'maria'], 'a long enough password\n')
  const noted = join(place.folder, 'logs/ai_bot/audit-heads.jsonl')
  await eventually(async () => (await readFile(noted, 'utf8').catch(() => '')).includes('"id":1,'))
  const whole = await run(['src/main.ts', 'audit-verify'])
  expect(whole.stdout).toMatch(/^The audit is whole: 1 row, 1 to 1, head [0-9a-f]{64}; 1 noted head fits\.$/)
  expect(whole.exitCode).toBe(0)

  const client = await hostedDatabase(place, 'ops')
  await client.query('DELETE FROM audit')
  await client.end()
  const emptied = await run(['src/main.ts', 'audit-verify'])
  expect(emptied.stdout).toMatch(
    /^The audit is empty, but at \S+ it reached 1: all rows are gone\.\nNot whole: 1 finding\.$/,
  )
  expect(emptied.exitCode).toBe(1)
})
