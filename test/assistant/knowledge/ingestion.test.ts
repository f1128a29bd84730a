import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { deleteDocument, queueAgain } from '../../../src/assistant/knowledge/document-store.ts'
import { startIngestion } from '../../../src/assistant/knowledge/ingestion.ts'
import { search } from '../../../src/assistant/knowledge/search.ts'
import { later, systemClock } from '../../../src/clock.ts'
import { eventually } from '../../harness/eventually.ts'
import { config, type KnowledgeBase, openKnowledgeBase } from './knowledge-base.ts'
import { madePdf, scannedPdf, sentences } from './made-pdf.ts'

jest.setTimeout(90_000)

let base: KnowledgeBase

beforeAll(async () => {
  longManual = await madePdf({
    sections: [
      { title: 'Pump', text: sentences(12_000, 'pump') },
      { title: 'End', text: 'End.' },
    ],
  })
})

beforeEach(async () => {
  base = await openKnowledgeBase()
})
afterEach(() => base.close())

const pumpManual = () =>
  madePdf({
    sections: [
      { title: 'Pump', text: sentences(120, 'pump') },
      { title: 'Blades', text: 'Tighten the blade bolts to 62 Nm.' },
    ],
  })
/** Takes long enough to be interrupted. */
let longManual: Buffer<ArrayBuffer>

/** A clock that is ahead of the leases taken by others. */
const anHourAhead = { now: () => later(systemClock.now(), 3_600_000) }

test('a queued document is read and becomes ready', async () => {
  const id = await base.add(await pumpManual())
  expect(await base.document(id)).toMatchObject({ status: 'queued', pages: null, pages_done: 0 })
  await base.read([id])
  const { status, pages, pages_done, error } = await base.document(id)
  expect({ status, error }).toEqual({ status: 'ready', error: null })
  expect(pages).toBeGreaterThan(1)
  expect(pages_done).toBe(pages)
  expect(await search(base.db, { query: 'blade bolts', limit: 1 })).toMatchObject([{ heading: 'Blades' }])
})

test('a document that cannot be read says why and what to do, and the next one is read', async () => {
  const scan = await base.add(await scannedPdf(2))
  const good = await base.add(await pumpManual())
  await base.read([scan, good])
  expect(await base.document(scan)).toMatchObject({
    status: 'failed',
    error:
      'The PDF has no text, only pictures of pages: it is a scan. Run text recognition (OCR) on it and upload the result.',
  })
  expect((await base.document(good)).status).toBe('ready')
})

test('how far it is can be seen while it is read', async () => {
  const id = await base.add(longManual)
  const ingestion = startIngestion(base.parts())
  const seen = await eventually(
    async () => {
      const { status, pages, pages_done } = await base.document(id)
      return status === 'processing' && pages !== null && pages_done > 0 ? { pages, pages_done } : undefined
    },
    { within: 60_000 },
  )
  await ingestion.stop()
  expect(seen.pages).toBeGreaterThanOrEqual(seen.pages_done)
})

describe('a reading that is interrupted', () => {
  test('by kill -9 of its process begins again when its lease has run out', async () => {
    const id = await base.add(longManual)
    const program = join(import.meta.dirname, 'ingest-process.ts')
    const reader = spawn(process.execPath, [program, base.url], { stdio: 'ignore' })
    await eventually(async () => (await base.document(id)).pages_done > 0, { within: 60_000 })
    reader.kill('SIGKILL')
    await once(reader, 'exit')
    expect((await base.document(id)).status).toBe('processing')

    const early = startIngestion(base.parts())
    await new Promise((resolve) => setTimeout(resolve, 300))
    await early.stop()
    expect((await base.db.document.findUniqueOrThrow({ where: { documentId: id } })).attempts).toBe(1)

    await base.read([id], { clock: anHourAhead })
    expect((await base.document(id)).status).toBe('ready')
  })

  test('by a stop is given back at once and does not count', async () => {
    const id = await base.add(longManual)
    const ingestion = startIngestion(base.parts())
    await eventually(async () => (await base.document(id)).status === 'processing')
    await ingestion.stop()
    const row = await base.db.document.findUniqueOrThrow({ where: { documentId: id } })
    expect(row).toMatchObject({ status: 'queued', attempts: 0, leaseUntil: null })
  })

  test('by the deletion of its document leaves nothing behind', async () => {
    const id = await base.add(longManual)
    const next = await base.add(await pumpManual())
    const ingestion = startIngestion(base.parts())
    await eventually(async () => (await base.document(id)).status === 'processing')
    await deleteDocument(base.db, id)
    await eventually(async () => (await base.document(next)).status === 'ready', { within: 60_000 })
    await ingestion.stop()
    expect(await base.index(id)).toEqual({ chunks: [], postings: [] })
  })

  test('three times is not tried a fourth time', async () => {
    const id = await base.add(await pumpManual())
    await base.db.document.update({ where: { documentId: id }, data: { status: 'processing', attempts: 3 } })
    await base.read([id])
    expect(await base.document(id)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('3 times'),
    })
  })
})

test('several copies share the work, each document read once', async () => {
  const ids = [
    await base.add(await pumpManual()),
    await base.add(
      await madePdf({
        sections: [
          { title: 'A', text: 'One.' },
          { title: 'B', text: 'Two.' },
        ],
      }),
    ),
  ]
  const copies = [startIngestion(base.parts()), startIngestion(base.parts())]
  await base.read(ids)
  await Promise.all(copies.map((copy) => copy.stop()))
  for (const id of ids) {
    const { chunks } = await base.index(id)
    expect(new Set(chunks.map((chunk) => JSON.stringify(chunk))).size).toBe(chunks.length)
    expect(chunks.length).toBeGreaterThan(0)
  }
})

describe('the originals rebuild the index', () => {
  test('reading a document anew gives the same passages and terms', async () => {
    const id = await base.add(await pumpManual(), { title: 'AutoBoss V4.0', machine_models: ['V4.0'] })
    await base.read([id])
    const before = await base.index(id)
    expect(await queueAgain(base.db, id)).toBe(true)
    await base.read([id])
    expect(await base.index(id)).toEqual(before)
    expect(before.postings.length).toBeGreaterThan(20)
  })

  test('passages that are missing, as after a restore of the documents alone, come back by themselves', async () => {
    const id = await base.add(await pumpManual())
    await base.read([id])
    const before = await base.index(id)
    await base.db.chunk.deleteMany({})
    const ingestion = startIngestion(base.parts())
    await eventually(
      async () => (await base.document(id)).status === 'ready' && (await base.db.chunk.count()) > 0,
      { within: 60_000 },
    )
    await ingestion.stop()
    expect(await base.index(id)).toEqual(before)
  })
})

test('the time that one document may take holds in the whole', async () => {
  const id = await base.add(longManual)
  await base.read([id], { config: config({ EXTRACT_SECONDS: '0.3' }) })
  expect(await base.document(id)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('0.3 seconds'),
  })
})
