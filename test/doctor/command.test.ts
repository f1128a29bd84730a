import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { execa } from 'execa'

const program = join(import.meta.dirname, '../../src/main.ts')

/** Runs the doctor as npm does. */
const doctor = (env: Record<string, string>) =>
  execa(process.execPath, [program, 'doctor'], { env: { LOG_DIR: '', ...env }, reject: false })

test('the exit code says whether something failed', async () => {
  const { exitCode, stdout } = await doctor({ ASSISTANT_URL: 'http://127.0.0.1:1' })
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^OK +Settings/)
  expect(stdout).toMatch(/^FAILED +Assistant +it does not answer/m)
})

test('a setting that is not valid is the first thing told', async () => {
  const { exitCode, stdout, stderr } = await doctor({ BOT_PORT: 'many' })
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^FAILED +Settings +Settings are not valid: BOT_PORT /)
  expect(stderr).toBe('')
})
