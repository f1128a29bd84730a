import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { precedence } from '../../../src/bot/inbox/precedence.ts'

/** Something that is being taken in until it is ended. */
function takingIn(intake: ReturnType<typeof precedence>) {
  const work = Promise.withResolvers<void>()
  const taken = intake.takeIn(() => work.promise)
  return {
    end: async () => {
      work.resolve()
      await taken
    },
  }
}

/** Whether a wait has come to its end. */
function watched(wait: Promise<void>) {
  const state = { isOver: false, wait }
  void wait.then(() => {
    state.isOver = true
  })
  return state
}

test('work waits for what is being taken in, and for nothing else', async () => {
  const intake = precedence()
  await intake.untilFree()
  const [one, other] = [takingIn(intake), takingIn(intake)]
  const work = watched(intake.untilFree())
  await one.end()
  await nextTurn()
  expect(work.isOver).toBe(false)
  await other.end()
  await work.wait
})

test('it goes on after a while all the same, and what comes after it waits anew', async () => {
  const intake = precedence()
  const slow = takingIn(intake)
  await intake.untilFree()
  const next = watched(intake.untilFree())
  await nextTurn()
  await nextTurn()
  expect(next.isOver).toBe(false)
  await slow.end()
  await next.wait
})
