import { expect, test } from '@jest/globals'
import { throttle } from '../../src/bot/throttle.ts'
import { eventually } from '../harness/eventually.ts'

test('of what comes while one is on its way only the newest is sent', async () => {
  const sent: number[] = []
  let release = () => {}
  const shown = throttle<number>(0, async (value) => {
    sent.push(value)
    await new Promise<void>((resolve) => {
      release = resolve
    })
  })
  shown.push(1)
  await eventually(() => sent.length === 1)
  for (const value of [2, 3, 4]) shown.push(value)
  release()
  await eventually(() => sent.length === 2)
  expect(sent).toEqual([1, 4])
  release()
})

test('settling drops what waits and lasts until nothing is on its way', async () => {
  const begun: number[] = []
  const done: number[] = []
  let release = () => {}
  const shown = throttle<number>(0, async (value) => {
    begun.push(value)
    await new Promise<void>((resolve) => {
      release = resolve
    })
    done.push(value)
  })
  shown.push(1)
  await eventually(() => begun.length === 1)
  shown.push(2)
  const settled = shown.settle()
  release()
  await settled
  expect({ begun, done }).toEqual({ begun: [1], done: [1] })
})

test('one that could not be sent does not stop the next', async () => {
  const sent: number[] = []
  const shown = throttle<number>(0, async (value) => {
    sent.push(value)
    if (value === 1) throw new Error('lost')
  })
  shown.push(1)
  await eventually(() => sent.length === 1)
  shown.push(2)
  await eventually(() => sent.length === 2)
})
