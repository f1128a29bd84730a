import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import {
  assistantPaths,
  chatAnswerSchema,
  documentListSchema,
  healthSchema,
} from '../../src/assistant-api.ts'
import {
  type Product,
  type ProductPlace,
  processesOf,
  productPlace,
  startProduct,
} from '../harness/product.ts'

/** The whole product starts in seconds; on a busy machine in many. */
jest.setTimeout(180_000)

let place: ProductPlace
let product: Product

beforeAll(async () => {
  place = await productPlace({ samples: true })
  product = startProduct(place)
  await product.ready()
})
afterAll(() => place.remove())

const at = (path: string): string => `${place.assistantUrl}${path}`

async function documents() {
  const response = await fetch(at(assistantPaths.documents))
  return documentListSchema.parse(await response.json()).documents
}

test('the first start tells where things are, and they answer', async () => {
  expect(product.output()).toMatch(/✓ Databases +two PostgreSQL servers/)
  expect(product.output()).toMatch(/✓ Sample manuals +\d added/)
  expect(product.output()).toContain(`Chat       ${place.chatUrl}`)
  const page = await fetch(place.chatUrl)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])
  const health = healthSchema.parse(await (await fetch(at(assistantPaths.health))).json())
  expect(health.status).toBe('ok')
  expect((await fetch(at('/docs'))).status).toBe(200)
})

test('the first question gets an answer that cites a sample manual', async () => {
  const response = await fetch(at(assistantPaths.chat), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'How do I start the machine?', machine_model: 'V4.0' }),
  })
  const answer = chatAnswerSchema.parse(await response.json())
  expect(answer.mode).toBe('extractive')
  const titles = (await documents()).map(({ title }) => title)
  expect(titles).toContain(answer.citations[0]?.title)
})

test('what is secret is readable for its owner alone', async () => {
  for (const name of ['secrets.json', 'state.json', 'samples.json', 'logs/assistant.log']) {
    expect([name, (await stat(join(place.dataDir, 'agent', name))).mode & 0o077]).toEqual([name, 0])
  }
  expect((await stat(join(place.dataDir, 'agent'))).mode & 0o777).toBe(0o700)
  const { superuser } = JSON.parse(await readFile(join(place.dataDir, 'agent/secrets.json'), 'utf8')).ops
  expect(product.output()).not.toContain(superuser)
})

test('Ctrl-C stops everything, and the second start brings back what was there, but no deleted sample', async () => {
  const [deleted, ...kept] = await documents()
  await fetch(at(assistantPaths.document(deleted?.document_id ?? '')), { method: 'DELETE' })
  expect(await product.stop()).toBe(0)
  expect(await processesOf(place.dataDir)).toEqual([])

  product = startProduct(place)
  await product.ready()
  expect(product.output()).toMatch(/✓ Migrations +up to date/)
  expect(product.output()).not.toContain('Sample manuals')
  expect((await documents()).map(({ title }) => title).sort()).toEqual(kept.map(({ title }) => title).sort())
})

test('the sample manuals that a crash left out are added at the next start', async () => {
  expect(await product.stop()).toBe(0)
  const { added } = JSON.parse(await readFile(join(place.dataDir, 'agent/samples.json'), 'utf8'))
  const remembered = JSON.stringify({ added: added.slice(1) })
  await writeFile(join(place.dataDir, 'agent/samples.json'), remembered)
  product = startProduct(place)
  await product.ready()
  // The assistant has this one: it was given, but not remembered, when the crash came.
  expect(product.output()).toMatch(/✓ Sample manuals +1 added/)
  expect(await documents()).toHaveLength(added.length - 1)
})
