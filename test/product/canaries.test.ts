import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { buttonIn, cardIn, type Visitor, visit } from '../harness/bot.ts'
import { formsOf } from '../harness/forms.ts'
import { hostedDatabase } from '../harness/hosted-database.ts'
import {
  eventually,
  type Product,
  type ProductPlace,
  processesOf,
  productPlace,
  startProduct,
} from '../harness/product.ts'

/** The whole product starts in seconds; on a busy machine in many. */
jest.setTimeout(240_000)

const apiKey = `canary-key-7f"Q'+/=%20&z`
const redisPassword = 'canary-redis-Zq8!x'

let place: ProductPlace
let product: Product
let indiscreet: Server
/** Every secret that this product has. */
let canaries: string[]

beforeAll(async () => {
  place = await productPlace({ samples: true })
  indiscreet = await startIndiscreetModels()
  const { port } = indiscreet.address() as AddressInfo
  product = startProduct(place, {
    OPENAI_API_KEY: apiKey,
    OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
    REDIS_URL: `redis://user:${encodeURIComponent(redisPassword)}@127.0.0.1:1`,
  })
  await product.ready()
  const { assistant, ops, tokens } = JSON.parse(
    await readFile(join(place.dataDir, 'agent/secrets.json'), 'utf8'),
  )
  const passwords = [assistant, ops].flatMap((one): string[] => Object.values(one))
  canaries = [apiKey, redisPassword, tokens.privateKey, ...passwords]
})
afterAll(async () => {
  await place?.remove()
  indiscreet?.close()
})

test('no secret is in cards, databases, logs, files, downloads or the process list, in any form', async () => {
  await gossip()
  const nikos = visit({ url: place.chatUrl }, 'nikos')
  await nikos.reply(await nikos.say('What does the error code E-104 of the V4.0 mean?'))
  const logs = await nikos.reply(await nikos.say('/logs db errors'))
  expect(logs.text).toContain('invalid input syntax')
  expect(logs.text).toContain('[secret]')
  await nikos.reply(await nikos.say('/status'))
  const record = await restart(nikos)

  expect(await leaks('the download', [record])).toEqual([])
  expect(await leaks('what the agent printed', [product.output()])).toEqual([])
  expect(await leaks('the process list', await commandLines())).toEqual([])
  for (const folder of [place.dataDir, join(place.folder, 'logs')]) {
    for (const [path, text] of await textsBelow(folder)) expect(await leaks(path, [text])).toEqual([])
  }
  for (const schema of ['assistant', 'ops'] as const) {
    for (const [table, text] of await tablesOf(schema)) expect(await leaks(table, [text])).toEqual([])
  }
})

test('the search finds what is planted, in every form', async () => {
  for (const form of formsOf(apiKey)) {
    expect(await leaks('planted', [`before ${form} after`])).not.toEqual([])
  }
})

/** Which canaries stand in texts, as `place: form`. */
async function leaks(where: string, texts: string[]): Promise<string[]> {
  return canaries.flatMap((canary, index) =>
    formsOf(canary)
      .filter((form) => texts.some((text) => text.includes(form)))
      .map((form) => `${where} holds canary ${index} as ${form}`),
  )
}

/** A service behind the models that says the key it was given, in every form, in what it refuses. */
async function startIndiscreetModels(): Promise<Server> {
  const server = createServer((_, response) => {
    const message = `refused: ${formsOf(apiKey).join(' ')}`
    response.writeHead(500, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { message, type: 'server_error' } }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** Makes a service write secrets into its own log: PostgreSQL shows the text that it could not read. */
async function gossip(): Promise<void> {
  const client = await hostedDatabase(place, 'assistant')
  for (const canary of canaries) {
    for (const form of formsOf(canary)) {
      const failing = client.query(`SELECT ${client.escapeLiteral(`${form}`)}::boolean`)
      await expect(failing).rejects.toThrow('invalid input syntax')
    }
  }
  await client.end()
}

/** Restarts the assistant by chat; resolves to the downloaded record of the run. */
async function restart(nikos: Visitor): Promise<string> {
  await nikos.say('/restart')
  let number = ''
  await eventually(async () => {
    const plan = (await nikos.transcript()).find(
      (entry) => entry.author === 'bot' && buttonIn(cardIn(entry), 'run-approve'),
    )
    if (plan === undefined) return false
    number = buttonIn(cardIn(plan), 'run-approve')?.value.split(' ')[0] ?? ''
    return (await nikos.click(plan, 'run-approve')).status === 202
  })
  await eventually(async () => {
    const response = await nikos.call('GET', `/api/runs/${number}/record.json`)
    return /"status":\s*"(done|failed|unknown)"/.test(await response.text())
  }, 120_000)
  return (await nikos.call('GET', `/api/runs/${number}/record.json`)).text()
}

async function commandLines(): Promise<string[]> {
  const pids = await processesOf(place.folder)
  expect(pids.length).toBeGreaterThan(2)
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
}

/** Every file below a folder but the one that keeps the secrets, and the servers' own data. */
async function textsBelow(folder: string): Promise<[path: string, text: string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/secrets\.json$|\/postgres\/|compile-cache/.test(path))
  return Promise.all(
    paths.map(async (path): Promise<[string, string]> => [path, await readFile(path, 'latin1')]),
  )
}

/** Every table of a database with all its rows as text, and the statements that the server remembers. */
async function tablesOf(schema: 'assistant' | 'ops'): Promise<[table: string, text: string][]> {
  const client = await hostedDatabase(place, schema)
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'public'
     UNION ALL SELECT 'pg_stat_statements'`,
  )
  const texts: [string, string][] = []
  for (const { name } of rows) {
    const found = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)
    texts.push([`${schema} ${name}`, found.rows.map(({ row }) => row).join('\n')])
  }
  await client.end()
  return texts
}
