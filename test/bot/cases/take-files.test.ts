import { expect, test } from '@jest/globals'
import { takeFiles } from '../../../src/bot/cases/take-files.ts'
import type { Request } from '../../../src/bot/handler.ts'
import type { SentFile } from '../../../src/bot/platform.ts'
import { UserError } from '../../../src/errors.ts'

const file = (name: string, facts: Partial<SentFile> = {}): SentFile => ({
  ...{ id: name, name, type: 'text/plain', size: 0 },
  ...facts,
})

/** What came over a platform that hands out files in some way. */
function sent(download: (file: SentFile) => Promise<ReadableStream<Uint8Array>>) {
  const ending = new AbortController()
  const warnings: unknown[] = []
  const facts = { log: { warn: (line: unknown) => warnings.push(line) } }
  const platform = { name: 'chat', download, isPassing: (error: unknown) => error instanceof RangeError }
  const request = { platform, signal: ending.signal, delivery: { requestId: 'r' }, with: facts }
  const take = (...files: SentFile[]) => takeFiles(files, request as unknown as Request)
  return { ending, warnings, take }
}

const named = async ({ name }: SentFile) => ReadableStream.from([new TextEncoder().encode(name)])

test('of a message with many files five are taken, and each of the others is named', async () => {
  const { take } = sent(named)
  const { files, missing } = await take(...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => file(name)))
  expect(files.map(({ name, content }) => [name, new TextDecoder().decode(content)])).toEqual(
    ['a', 'b', 'c', 'd', 'e'].map((name) => [name, name]),
  )
  expect(missing).toEqual([
    'f was not passed on. Of one message 5 files are passed on.',
    'g was not passed on. Of one message 5 files are passed on.',
  ])
})

test('one that never ends is left off where it becomes too large', async () => {
  let [given, isLeft] = [0, false]
  const { take } = sent(
    async () =>
      new ReadableStream({
        pull: (to) => {
          given += 1_000_000
          to.enqueue(new Uint8Array(1_000_000))
        },
        cancel: () => {
          isLeft = true
        },
      }),
  )
  const { files, missing } = await take(file('endless'), file('told', { size: 10_000_001 }))
  expect(files).toEqual([])
  expect(missing).toEqual(
    ['endless', 'told'].map((name) => `${name} was not passed on. It has more than 10 MB.`),
  )
  expect([given <= 13_000_000, isLeft]).toEqual([true, true])
})

test('one of just so much is taken', async () => {
  const { take } = sent(async () => ReadableStream.from([new Uint8Array(10_000_000)]))
  expect((await take(file('full', { size: 10_000_000 }))).files[0]?.content).toHaveLength(10_000_000)
})

test('why a file cannot be had is said, and the others are taken all the same', async () => {
  const { take, warnings } = sent(async (one) => {
    if (one.name === 'gone') throw new UserError('no_file', 'It was deleted.')
    if (one.name === 'odd') throw new TypeError('fetch failed')
    return await named(one)
  })
  const { files, missing } = await take(
    file('gone'),
    file('odd'),
    file('far', { isOutOfReach: true }),
    file('a'),
  )
  expect(files.map(({ name }) => name)).toEqual(['a'])
  expect(missing).toEqual([
    'gone was not passed on. It was deleted.',
    'odd was not passed on. It could not be fetched.',
    'far was not passed on. The bot is given files only where somebody is alone with it.',
  ])
  expect(warnings).toHaveLength(1)
})

test('where the process ends, or the platform is away, nothing is taken: it is done again later', async () => {
  const away = sent(async () => {
    throw new RangeError('away')
  })
  await expect(away.take(file('a'))).rejects.toThrow('away')
  const ended = sent(async () => {
    ended.ending.abort()
    throw new TypeError('aborted')
  })
  await expect(ended.take(file('a'))).rejects.toThrow('aborted')
})
