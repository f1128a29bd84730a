import { once } from 'node:events'
import { chown, cp, mkdir, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { Client } from 'pg'
import { scratchDatabase, testServerUrl } from '../harness/database.ts'
import { type ProductPlace, processesOf, productPlace, startProduct } from '../harness/product.ts'

/** The whole product starts in seconds; on a busy machine in many. */
jest.setTimeout(180_000)

let place: ProductPlace
beforeEach(async () => {
  place = await productPlace()
})
afterEach(() => place.remove())

/** Starts the product with these settings and resolves to what it says when it does not start. */
async function refusal(settings: Record<string, string>): Promise<string> {
  const product = startProduct(place, settings)
  expect(await product.exited).toBe(1)
  expect(await processesOf(place.folder)).toEqual([])
  return product.output()
}

test.each(['ASSISTANT_PORT', 'BOT_PORT'])(
  '%s in use: one sentence, before anything is started',
  async (setting) => {
    const server = createServer().listen(Number(place.settings[setting]), '127.0.0.1')
    await once(server, 'listening')
    expect(await refusal({})).toBe(
      `Port ${place.settings[setting]} is in use by another program. Free it, or set ${setting} to another port.\n`,
    )
    await expect(stat(join(place.dataDir, 'postgres'))).rejects.toThrow('ENOENT')
    server.close()
  },
)

/** Below /proc nothing can be made, and the system says so as if only a folder were missing. */
const unwritable = ['below a file', ...(process.platform === 'linux' ? ['below /proc'] : [])]

test.each(['DATA_DIR', 'LOG_DIR'].flatMap((setting) => unwritable.map((where) => [setting, where] as const)))(
  '%s %s cannot be written: one sentence',
  async (setting, where) => {
    const file = where === 'below /proc' ? '/proc/none' : join(place.folder, 'a-file')
    if (where === 'below a file') await writeFile(file, '')
    const said = await refusal({ [setting]: join(file, 'below') })
    expect(said).toMatch(
      new RegExp(
        `^The folder ${file}/below cannot be written \\(.*\\)\\. Correct its rights, or set ${setting} to a folder that you may write\\.\\n$`,
      ),
    )
  },
)

/** Only root may give a folder away, and only root could write into a foreign one. */
const asRoot: typeof test | undefined = process.getuid?.() === 0 ? test : undefined

asRoot?.('a data folder that another user started with: one sentence says whose it is', async () => {
  await mkdir(join(place.dataDir, 'agent'), { recursive: true })
  await chown(join(place.dataDir, 'agent'), 4321, 4321)
  expect(await refusal({})).toBe(
    `The data folder ${place.dataDir} belongs to another user (uid 4321). Start as that user, or set DATA_DIR to a folder of your own.\n`,
  )
})

test('broken settings are all named in one sentence', async () => {
  expect(await refusal({ BOT_PORT: 'http', DATABASE_URL: 'mysql://x' })).toMatch(
    /^Settings are not valid: BOT_PORT .*; DATABASE_URL must look like postgres:.*\. Correct them in the environment and start again\.\n$/,
  )
})

test('listening to the whole network is refused, since the service then asks for no token', async () => {
  expect(await refusal({ HOST: '0.0.0.0' })).toMatch(/^HOST is 0\.0\.0\.0, but started this way .*\n$/)
})

test('a database of people’s own that is not there: one sentence, and the hosted one is stopped again', async () => {
  const said = await refusal({ DATABASE_URL: 'postgres://me:hidden@127.0.0.1:1/mine' })
  expect(said).toContain('The database of DATABASE_URL (127.0.0.1:1/mine) cannot be used: ')
  expect(said).not.toContain('hidden')
})

test('a broken people.yml: the bot’s own sentence', async () => {
  const config = join(place.folder, 'config')
  await cp(join(import.meta.dirname, '../../config'), config, { recursive: true })
  await writeFile(join(config, 'people.yml'), 'people: [')
  expect(await refusal({ CONFIG_DIR: config })).toMatch(/people\.yml/)
})

test('a database of people’s own where the role may create nothing: one sentence names the way', async () => {
  const role = 'may_only_connect'
  const database = await scratchDatabase('ops')
  await run(
    database.url,
    `DROP SCHEMA public, pgboss CASCADE; CREATE SCHEMA public; CREATE ROLE ${role} LOGIN PASSWORD 'pass'; GRANT USAGE ON SCHEMA public TO ${role}`,
  )
  try {
    const url = new URL(database.url)
    url.username = role
    url.password = 'pass'
    const said = await refusal({ OPS_DATABASE_URL: url.href })
    expect(said).toContain('lacks tables that its role may not create. Apply the migrations once')
  } finally {
    await database.drop()
    await run(testServerUrl(), `DROP ROLE ${role}`)
  }
})

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(sql)
  await client.end()
}

test('a process that does not exist: one sentence names those that do', async () => {
  const product = startProduct(place, {}, [process.execPath, 'src/main.ts', 'butler'])
  expect(await product.exited).toBe(1)
  expect(product.output()).toBe(
    'There is no process called "butler". Name one of: agent, assistant, bot, migrate, ops-restore, audit-verify, audit-export, doctor.\n',
  )
})

test('`migrate` applies what is missing and says so; without a database it says what to set', async () => {
  const migrate: [string, ...string[]] = [process.execPath, 'src/main.ts', 'migrate']
  const database = await scratchDatabase('ops')
  await run(database.url, 'DROP SCHEMA public, pgboss CASCADE; CREATE SCHEMA public')
  const first = startProduct(place, { OPS_DATABASE_URL: database.url }, migrate)
  expect([await first.exited, first.output()]).toEqual([0, expect.stringMatching(/^ops: applied \d+_init/)])
  const second = startProduct(place, { OPS_DATABASE_URL: database.url }, migrate)
  expect([await second.exited, second.output()]).toEqual([0, 'ops: up to date\n'])
  await database.drop()
  const third = startProduct(place, {}, migrate)
  expect(await third.exited).toBe(1)
  expect(third.output()).toContain('Neither DATABASE_URL nor OPS_DATABASE_URL is set.')
})
