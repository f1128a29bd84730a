import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { Card } from '../../src/bot/card.ts'
import type { Entry } from '../../src/bot/web/api.ts'
import { buttonIn, cardIn, type Visitor, visit, wordsOf } from '../harness/bot.ts'
import { copyOfConfig } from '../harness/config-folder.ts'
import {
  eventually,
  type Product,
  type ProductPlace,
  productPlace,
  startProduct,
} from '../harness/product.ts'

/** The whole product starts in seconds; on a busy machine in many. */
jest.setTimeout(240_000)

let place: ProductPlace
let product: Product

beforeAll(async () => {
  place = await productPlace({ samples: true })
  const CONFIG_DIR = await copyOfConfig(place.folder, (runbook) =>
    runbook.replace(/proof_seconds: \d+/, 'proof_seconds: 1'),
  )
  product = startProduct(place, { CONFIG_DIR })
  await product.ready()
})
afterAll(() => place?.remove())

const nikos = (): Visitor => visit({ url: place.chatUrl }, 'nikos')

/** Waits for an entry of a conversation whose card says something. */
async function said(visitor: Visitor, what: RegExp): Promise<Entry> {
  let found: Entry | undefined
  await eventually(async () => {
    const entries = await visitor.transcript()
    found = entries.find((entry) => entry.author === 'bot' && what.test(wordsOf(cardIn(entry))))
    return found !== undefined
  }, 60_000).catch(async (cause) => {
    throw new Error(`nobody said ${what}, but ${JSON.stringify(await visitor.transcript())}`, { cause })
  })
  if (found === undefined) throw new Error(`nobody said ${what}`)
  return found
}

/** Asks for a procedure and presses a button of its plan, as somebody. */
async function run(visitor: Visitor, command: string, ends: RegExp, approver?: Visitor): Promise<string> {
  await visitor.say(command)
  const plan = await said(visitor, /Plan [0-9A-F]{4}/)
  const number = /R-(\d+)/.exec(wordsOf(cardIn(plan)))?.[1] ?? ''
  if (approver === undefined) await visitor.click(plan, 'run-approve')
  else {
    const shown = (await (await approver.call('GET', `/api/runs/${number}`)).json()) as { card: Card }
    const button = buttonIn(shown.card, 'run-approve')
    const press = { action: 'run-approve', value: button?.value }
    expect((await approver.call('POST', `/api/runs/${number}/presses`, press)).status).toBe(200)
  }
  return wordsOf(cardIn(await said(visitor, ends)))
}

test('with the database stopped, chat still shows, restarts and starts; a question hears why, and is answered', async () => {
  const anna = visit({ url: place.chatUrl }, 'anna')
  await run(nikos(), '/stop db because of a test', /^DONE · Stop/, anna)

  const asking = visit({ url: place.chatUrl }, 'maria')
  await asking.say('What does the error code E-104 of the V4.0 mean?')
  await said(asking, /database is stopped/)

  const looking = nikos()
  const status = await looking.reply(await looking.say('/status'))
  expect(status.text).toMatch(/db: stopped/)
  expect(buttonIn(status.card, 'plan')?.label).toBe('Start db…')
  const logs = await looking.reply(await looking.say('/logs db 15m'))
  expect(logs.text).toMatch(/database system is shut down/)

  const restarted = await run(nikos(), '/restart', /^FAILED · Restart/)
  expect(restarted).toContain('started, not healthy: database down')
  expect(restarted).toContain('[Start db…]')

  const started = await run(nikos(), '/start db', /^DONE · Start/)
  expect(started).toContain('Health: good for 1 s')
  // The answer says its words while it still streams.
  const states = async () => (await asking.transcript()).map(({ state }) => state)
  await said(asking, /worn nozzles/)
  await eventually(async () => !(await states()).includes('streaming'), 60_000)
  expect((await asking.transcript()).map(({ author, state }) => `${author} ${state}`)).toEqual([
    'person final',
    'bot final',
  ])
})
