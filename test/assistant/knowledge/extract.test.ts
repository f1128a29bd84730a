import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { extract } from '../../../src/assistant/knowledge/extract.ts'
import { bombPdf, miscountedPdf } from './hostile-pdf.ts'
import { config } from './knowledge-base.ts'
import { madePdf, scannedPdf, sentences } from './made-pdf.ts'

jest.setTimeout(60_000)

let manual: Buffer<ArrayBuffer>

beforeAll(async () => {
  manual = await madePdf({
    sections: [
      { title: 'Pump', text: sentences(200, 'pump') },
      { title: 'Blades', text: sentences(5, 'blades') },
    ],
  })
})

async function read(bytes: Buffer, settings: Record<string, string> = {}, signal?: AbortSignal) {
  return await extract([new Uint8Array(bytes)], {
    config: config(settings),
    progress: () => {},
    ...(signal && { signal }),
  })
}

const damaged = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes)
  for (let at = 100; at < copy.length - 200; at += 1) copy[at] = (copy[at] ?? 0) ^ 0x5a
  return copy
}

test('a manual is read page by page, and its progress is told', async () => {
  const told: [number, number][] = []
  const progress = (done: number, pages: number) => void told.push([done, pages])
  const { pages, passages } = await extract([new Uint8Array(manual)], { config: config(), progress })
  expect(told).toEqual(Array.from({ length: pages }, (_, index) => [index + 1, pages]))
  expect(passages.at(-1)).toMatchObject({ path: ['Blades'], pageEnd: pages })
})

describe('what cannot be read is refused with the reason', () => {
  test.each([
    ['an empty file', async () => Buffer.alloc(0), 'its end is missing'],
    ['a file cut off on its way', async () => manual.subarray(0, manual.length * 0.7), 'its end is missing'],
    ['a garbled file', async () => damaged(manual), 'is damaged'],
    [
      'something else named so',
      async () => Buffer.from('%PDF-1.7 is what this letter begins with\n%%EOF'),
      'is damaged',
    ],
    ['a page tree without pages', async () => miscountedPdf(0), 'is damaged'],
    [
      'a locked file',
      async () => madePdf({ sections: [{ title: 'A', text: 'B' }], password: 'secret' }),
      'protected by a password',
    ],
    ['a scan', async () => scannedPdf(3), 'only pictures of pages'],
  ])('%s', async (_, make, says) => {
    await expect(read(await make())).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(says),
    })
  })

  test('more pages than allowed', async () => {
    await expect(read(manual, { MAX_PAGES: '2' })).rejects.toThrow('more than 2 pages')
  })
})

test('a page tree that says a billion pages is read as the one page it has', async () => {
  const { pages, passages } = await read(miscountedPdf(1e9))
  expect(pages).toBe(1)
  expect(passages[0]?.text).toBe('One page only, whatever the count says.')
})

test('reading that takes too long is stopped', async () => {
  await expect(read(manual, { EXTRACT_SECONDS: '0.2' })).rejects.toThrow('more than 0.2 seconds')
})

/** The most by which the memory may grow between two looks of the watch. */
const overshootMb = 150
const capMb = 300
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip

describeOnLinux('as the processes show', () => {
  test('reading that is given up ends its process', async () => {
    const stop = new AbortController()
    const reading = read(bombPdf(4_096), { EXTRACT_MEMORY_MB: '4000' }, stop.signal)
    setTimeout(() => stop.abort(), 500)
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
    expect(childrenOfOurs()).toEqual([])
  })

  test('a stream that inflates to four gigabytes is stopped near the memory cap', async () => {
    let peakMb = 0
    const look = setInterval(() => {
      peakMb = Math.max(peakMb, ...childrenOfOurs().map(residentMb))
    }, 10)
    try {
      await expect(read(bombPdf(4_096), { EXTRACT_MEMORY_MB: String(capMb) })).rejects.toThrow(
        `more than ${capMb} MB of memory`,
      )
    } finally {
      clearInterval(look)
    }
    expect(peakMb).toBeGreaterThan(capMb / 2)
    expect(peakMb).toBeLessThan(capMb + overshootMb)
  })
})

/** Extractions under way that this process started. */
function childrenOfOurs(): number[] {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return numbers.map(Number).filter((pid) => {
    try {
      const parent = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1])
      return parent === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('extract-child')
    } catch {
      return false // it ended meanwhile
    }
  })
}

function residentMb(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
    return (pages * 4_096) / 2 ** 20
  } catch {
    return 0
  }
}
