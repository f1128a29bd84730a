import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { tried } from './harness/shell.ts'
import { type Stack, theStack } from './harness/stack.ts'

let stack: Stack
let tokenFile: string
beforeAll(async () => {
  stack = await theStack()
  tokenFile = join(stack.folder, '.monitor-token')
  const make = 'node scripts/token.ts create scripts --person nikos --scopes monitor --days 1 --out -'
  await writeFile(tokenFile, await stack.exec('ai_bot', ...make.split(' ')), { mode: 0o600 })
}, 1_500_000)
afterAll(() => rm(tokenFile, { force: true }))

const monitor = () => tried(join(stack.folder, 'logs/ai_assistant/monitor.sh'), [])
const validate = (...args: string[]) =>
  tried(join(stack.folder, 'ai_assistant/scripts/validate_config.sh'), args)

/** The names of the lines that begin with a word. */
const named = (output: string, word: string): string[] =>
  [...output.matchAll(new RegExp(`^${word} +([a-z-]+):`, 'gm'))].map(([, name]) => name ?? '')

/** What is wrong, but for what depends on the machine that the tests run on. */
const wrong = (output: string): string[] => named(output, 'WRONG').filter((name) => name !== 'space')

test('monitor.sh measures everything that it names', async () => {
  const { code, output } = await monitor()
  expect(output).toMatch(/^(NORMAL|WARNING|CRITICAL) · version \d/)
  expect(output).toMatch(/Memory +[\d.]+ GB: normal/)
  expect(output).not.toMatch(/unknown/)
  expect([0, 1, 2]).toContain(code)
})

test('monitor.sh refuses a token that others may read', async () => {
  await tried('chmod', ['644', tokenFile])
  const { code, errors } = await monitor()
  expect([code, errors]).toEqual([1, expect.stringContaining('chmod 600')])
  await tried('chmod', ['600', tokenFile])
})

test('with the assistant stopped monitor.sh is critical, and a call is told where to look', async () => {
  await stack.compose('stop', 'ai_assistant')
  try {
    const { code, output } = await monitor()
    expect([code, output]).toEqual([2, expect.stringMatching(/^CRITICAL/)])
    const answer = await fetch(`${stack.assistantUrl}/health`)
    expect([502, 503]).toContain(answer.status)
    expect(await answer.json()).toMatchObject({ error: { action: expect.stringContaining('ps -a') } })
  } finally {
    await stack.scale('ai_assistant', 1)
  }
})

test('validate_config.sh looks at every named line of the checklist, and finds the sample people alone', async () => {
  const { code, output } = await validate('--running')
  const list = await readFile(join(stack.folder, 'ai_assistant/PRODUCTION_CHECKLIST.md'), 'utf8')
  const lines = [...list.matchAll(/^- \[ \] \[([a-z-]+)\]/gm)].map(([, name]) => name)
  const seen = ['ok', 'note', 'WRONG'].flatMap((word) => named(output, word))
  expect(seen.sort()).toEqual(lines.sort())
  expect(wrong(output)).toEqual(['placeholders'])
  expect(code).toBe(1)
  const secrets = (await readFile(join(stack.folder, '.env'), 'utf8')).matchAll(
    /(?:PASSWORD|PRIVATE_KEY)=(.+)/g,
  )
  for (const [, secret = ''] of secrets) expect(output.includes(secret)).toBe(false)
})

test('validate_config.sh finds a wrong setting, and what changed since the containers were made', async () => {
  const file = join(stack.folder, '.env.production')
  const before = await readFile(file, 'utf8')
  await appendFile(file, 'OPENAI_TIMEOUT_SECONDS=soon\n')
  try {
    const { output } = await validate('--running')
    expect(wrong(output).sort()).toEqual(['current', 'placeholders', 'settings'])
  } finally {
    await writeFile(file, before)
  }
})
