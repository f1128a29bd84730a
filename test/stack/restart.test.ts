import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type StackPerson, signIn } from './harness/person.ts'
import { type Stack, theStack } from './harness/stack.ts'

/** SOP-001 through the bot, proved by what the engine says of the containers. */
let stack: Stack
let nikos: StackPerson
let anna: StackPerson
beforeAll(async () => {
  stack = await theStack()
  nikos = await signIn(stack, 'nikos')
  anna = await signIn(stack, 'anna')
}, 1_500_000)

afterAll(() => stack.scale('ai_assistant', 1), 300_000)

const startsOf = async (service: string) =>
  (await stack.containers(service)).map(({ Name, State }) => ({ name: Name, at: State.StartedAt }))

test('a restart starts every copy of the assistant anew, and nothing else', async () => {
  await stack.scale('ai_assistant', 2)
  const [before, others] = [await startsOf('ai_assistant'), await startsOf('db')]
  const run = await nikos.begin('/ai restart ai_assistant')
  expect(await startsOf('ai_assistant')).toEqual(before)
  await nikos.press(run, 'run-approve')
  const { status, steps } = await nikos.ended(run)
  expect([status, steps.filter(({ state }) => state !== 'done')]).toEqual(['done', []])
  const after = await startsOf('ai_assistant')
  expect(after.map(({ name }) => name)).toEqual(before.map(({ name }) => name))
  for (const [copy, { at }] of after.entries()) expect(at > (before[copy]?.at ?? '')).toBe(true)
  expect(await startsOf('db')).toEqual(others)
})

test('a stop wants somebody else; a start brings it back', async () => {
  const stop = await nikos.begin('/ai stop ai_assistant')
  await anna.press(stop, 'run-approve')
  expect((await nikos.ended(stop)).status).toBe('done')
  const states = async () => (await stack.containers('ai_assistant')).map(({ State }) => State.Status)
  expect(new Set(await states())).toEqual(new Set(['exited']))
  const start = await nikos.begin('/ai start ai_assistant')
  await nikos.press(start, 'run-approve')
  expect((await nikos.ended(start)).status).toBe('done')
  expect(new Set(await states())).toEqual(new Set(['running']))
})
