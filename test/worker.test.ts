import { expect, test } from '@jest/globals'
import { pino } from 'pino'
import { startWorker } from '../src/worker.ts'

const log = pino({ level: 'silent' })
const hour = 3_600_000

test('it repeats while there is work, rests without, and a wake ends the rest', async () => {
  const waiting = ['a', 'b']
  const done: string[] = []
  const rested = Promise.withResolvers<void>()
  const woken = Promise.withResolvers<void>()
  const worker = startWorker({
    name: 'letters',
    log,
    restMs: hour,
    step: async () => {
      const next = waiting.shift()
      if (next !== undefined) done.push(next)
      else rested.resolve()
      if (next === 'c') woken.resolve()
      return next !== undefined
    },
  })
  await rested.promise
  expect(done).toEqual(['a', 'b'])
  waiting.push('c')
  worker.wake()
  await woken.promise
  await worker.stop()
  expect(done).toEqual(['a', 'b', 'c'])
})

test('stop waits for the step that is under way', async () => {
  const started = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  let ended = false
  const worker = startWorker({
    name: 'slow',
    log,
    restMs: hour,
    step: async () => {
      started.resolve()
      await finish.promise
      ended = true
      return false
    },
  })
  await started.promise
  const stopped = worker.stop()
  finish.resolve()
  await stopped
  expect(ended).toBe(true)
})
