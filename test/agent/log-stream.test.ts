import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { lastLines } from '../../src/agent/last-lines.ts'
import { fileLines, inWindow, type TimedLine } from '../../src/agent/log-stream.ts'
import { summarise } from '../../src/agent/log-summary.ts'
import { createMask } from '../../src/agent/mask.ts'
import type { LogLine } from '../../src/agent-api.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'logs-'))
})
afterAll(() => rm(folder, { recursive: true }))

const signal = new AbortController().signal
const start = Date.parse('2026-11-28T00:00:00.000Z')
const timeOf = (second: number): string => new Date(start + second * 1_000).toISOString()
const pino = (second: number, msg: string, level = 'INFO'): string =>
  JSON.stringify({ level, time: timeOf(second), msg })

function written(name: string, lines: string[]): string {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

async function all<T>(lines: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const line of lines) found.push(line)
  return found
}

async function* given(...lines: LogLine[]): AsyncGenerator<LogLine> {
  yield* lines
}

test('of a long file only what may be late enough is read, and nothing of it is missed', async () => {
  const filler = 'x'.repeat(200)
  const path = written(
    'long.log',
    Array.from({ length: 20_000 }, (_, second) => pino(second, `line ${second} ${filler}`)),
  )
  for (const second of [0, 1, 9_999, 15_000, 19_999, 20_001]) {
    const since = new Date(start + second * 1_000)
    const read = await all(fileLines([path], since, signal))
    const lines = await all(inWindow(given(...read), { since }))
    expect(lines).toHaveLength(Math.max(0, 20_000 - second))
    expect(read.length - lines.length).toBeLessThan(5_000)
  }
})

test('a line without a time belongs to the one before it; a file that is not there holds none', async () => {
  const path = written('trace.log', [pino(1, 'old'), '  at old', pino(5, 'broke', 'ERROR'), '  at new'])
  const lines = await all(
    inWindow(fileLines([join(folder, 'none'), path], undefined, signal), { since: new Date(start + 3_000) }),
  )
  expect(lines.map(({ line, at }) => [line.text, at])).toEqual([
    ['broke', timeOf(5)],
    ['  at new', timeOf(5)],
  ])
})

const line = (second: number, text: string, level: LogLine['level'] = 'error'): LogLine => ({
  at: timeOf(second),
  level,
  text,
})

test('the newest lines of two processes are those by time, whichever comes first', async () => {
  const lines = inWindow(given(line(1, 'a1'), line(4, 'a4'), line(2, 'b2'), line(3, 'b3')), {
    since: undefined,
  })
  expect((await lastLines(lines, { most: 3, errorsOnly: false })).lines.map(({ text }) => text)).toEqual([
    'b2',
    'b3',
    'a4',
  ])
})

const summary = (lines: AsyncIterable<TimedLine> | null, mask = createMask([])) =>
  summarise([{ source: 'output', lines }], mask, signal)

test('kinds are counted with their first and last time; lines that differ in a secret alone are one', async () => {
  const texts = [line(1, 'timeout of alpha-key after 5 s'), line(2, 'timeout of beta-word after 7 s')]
  const lines = inWindow(given(...texts, line(3, 'disk is slow', 'warning'), line(4, 'fine', 'info')), {
    since: undefined,
  })
  expect(await summary(lines, createMask(['alpha-key', 'beta-word']))).toEqual({
    sources: [{ source: 'output', state: 'read', detail: '', lines: 4, warnings: 1, errors: 2 }],
    kinds: [
      {
        source: 'output',
        level: 'error',
        kind: 'timeout of [secret] after # s',
        count: 2,
        first_at: timeOf(1),
        last_at: timeOf(2),
        sample: 'timeout of [secret] after 5 s',
      },
      expect.objectContaining({ level: 'warning', kind: 'disk is slow', count: 1 }),
    ],
    truncated: false,
  })
})

test('however many kinds there are, so many are told, the most frequent first, and the rest is said', async () => {
  const word = (n: number): string =>
    n.toString(26).replace(/./g, (sign) => String.fromCharCode(97 + Number.parseInt(sign, 26)))
  const lines = Array.from({ length: 6_000 }, (_, n) => line(1, `unlike ${word(n)}`))
  const told = await summary(inWindow(given(...lines, line(2, 'unlike b')), { since: undefined }))
  expect(told.kinds).toHaveLength(200)
  expect(told.kinds[0]).toMatchObject({ kind: 'unlike b', count: 2 })
  expect(told).toMatchObject({ truncated: true, sources: [{ errors: 6_001 }] })
})

test('a log that breaks off is told as failed, with what was seen of it', async () => {
  async function* broken(): AsyncGenerator<TimedLine> {
    yield { line: line(1, 'seen'), at: timeOf(1) }
    throw new Error('read error on secret-disk')
  }
  expect(await summary(broken(), createMask(['secret-disk']))).toMatchObject({
    sources: [{ state: 'failed', errors: 1, detail: 'It could not be read: read error on [secret].' }],
    kinds: [{ kind: 'seen', count: 1 }],
  })
  expect(await summary(null)).toMatchObject({ sources: [{ state: 'absent', lines: 0 }] })
})

test('a log that takes too long is told as failed when the time is over', async () => {
  async function* endless(): AsyncGenerator<TimedLine> {
    for (let second = 0; ; second += 1) {
      yield { line: line(second, 'again'), at: timeOf(second) }
      // As reading a file does from time to time.
      if (second % 500 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const told = await summarise(
    [{ source: 'output', lines: endless() }],
    createMask([]),
    AbortSignal.timeout(100),
  )
  expect(told.sources[0]).toMatchObject({
    state: 'failed',
    detail: 'There was not enough time to read all of it.',
  })
  expect(told.kinds[0]?.count).toBeGreaterThan(0)
})
