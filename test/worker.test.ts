import { setTimeout } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { pino } from 'pino'
import { startWorker } from '../src/worker.ts'
import { eventually } from './harness/eventually.ts'

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

test('of several lanes one looks while there is nothing, and all of them are at work as soon as there is enough', async () => {
  const waiting: string[] = []
  const done: string[] = []
  let looks = 0
  let underWay = 0
  const full = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  const worker = startWorker({
    name: 'letters',
    log,
    restMs: 20,
    concurrency: 4,
    step: async (taken) => {
      looks += 1
      const next = waiting.shift()
      if (next === undefined) return false
      taken()
      underWay += 1
      if (underWay === 4) full.resolve()
      await finish.promise
      done.push(next)
      return true
    },
  })
  await setTimeout(0)
  expect(looks).toBe(4)
  await eventually(() => looks >= 6)
  waiting.push('a', 'b', 'c', 'd', 'e')
  // Nobody wakes it: who watches finds the first, and the others follow.
  await full.promise
  expect(waiting).toEqual(['e'])
  finish.resolve()
  await eventually(() => done.length === 5)
  const before = looks
  await eventually(() => looks > before)
  await worker.stop()
})

test('while one is at work another watches', async () => {
  const waiting = ['a']
  const took: string[] = []
  const second = Promise.withResolvers<void>()
  const worker = startWorker({
    name: 'letters',
    log,
    restMs: 20,
    concurrency: 2,
    step: async (taken) => {
      const next = waiting.shift()
      if (next === undefined) return false
      taken()
      took.push(next)
      if (next === 'b') second.resolve()
      else await second.promise
      return true
    },
  })
  await eventually(() => took.length === 1)
  waiting.push('b')
  await second.promise
  await worker.stop()
  expect(took).toEqual(['a', 'b'])
})

test('while one hangs, others look', async () => {
  const waiting: string[] = []
  const hung = Promise.withResolvers<boolean>()
  const found = Promise.withResolvers<void>()
  let looks = 0
  const worker = startWorker({
    name: 'letters',
    log,
    restMs: 20,
    concurrency: 2,
    step: async (taken) => {
      looks += 1
      // A database that does not answer: nothing is taken, and nothing ends.
      if (looks === 3) return await hung.promise
      if (waiting.shift() === undefined) return false
      taken()
      found.resolve()
      return true
    },
  })
  await eventually(() => looks >= 3)
  waiting.push('a')
  await found.promise
  hung.resolve(false)
  await worker.stop()
})

test('a lane whose step failed looks again by itself', async () => {
  const failing = ['first', 'second']
  const looked = Promise.withResolvers<void>()
  const worker = startWorker({
    name: 'letters',
    log,
    restMs: hour,
    concurrency: 2,
    step: async () => {
      if (failing.shift() !== undefined) throw new Error('not now')
      looked.resolve()
      return false
    },
  })
  await looked.promise
  await worker.stop()
})
