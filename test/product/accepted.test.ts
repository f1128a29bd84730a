import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { createParser } from 'eventsource-parser'
import type { Entry } from '../../src/bot/web/api.ts'
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
  place = await productPlace()
  product = startProduct(place)
  await product.ready()
})
afterAll(() => place.remove())

/** Sends a question and resolves once it was accepted, to its conversation. */
async function accepted(text: string): Promise<string> {
  const conversation = randomUUID()
  const response = await fetch(`${place.chatUrl}/api/conversations/${conversation}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: randomUUID(), text }),
  })
  expect(response.status).toBe(202)
  return conversation
}

/** What stands in a conversation, in its order. */
async function transcript(conversation: string): Promise<Entry[]> {
  const response = await fetch(`${place.chatUrl}/api/conversations/${conversation}/events?after=0`)
  const entries = new Map<string, Entry>()
  let ready = false
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === 'ready') ready = true
      if (event !== 'entry') return
      const entry: Entry = JSON.parse(data)
      entries.set(entry.id, entry)
    },
  })
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    if (ready) break
  }
  return [...entries.values()].sort((a, b) => a.position - b.position)
}

/** Waits until a conversation holds its question and one finished answer, and nothing else. */
async function answeredOnce(conversation: string): Promise<void> {
  await eventually(async () => {
    const entries = await transcript(conversation).catch(() => [])
    return entries.some(({ author, state }) => author === 'bot' && state === 'final')
  })
  const entries = await transcript(conversation)
  expect(entries.map(({ author, state }) => `${author} ${state}`)).toEqual(['person final', 'bot final'])
}

test('the bot is killed right after it accepted a question: answered once after it is revived', async () => {
  const conversation = await accepted('What torque do the blade bolts need?')
  await product.killAndAwaitRevival('bot')
  await answeredOnce(conversation)
})

test('the assistant is killed right after a question was accepted: answered once all the same', async () => {
  const conversation = await accepted('How often is the pump oil changed?')
  await product.killAndAwaitRevival('assistant')
  await answeredOnce(conversation)
})

test('everything is killed, databases too: the next start answers what was accepted, each once', async () => {
  const conversations = await Promise.all(['E-101?', 'E-102?', 'E-103?', 'E-104?'].map(accepted))
  await product.killEverything()
  product = startProduct(place)
  await product.ready()
  for (const conversation of conversations) await answeredOnce(conversation)
})
