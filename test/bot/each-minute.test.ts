import { expect, test } from '@jest/globals'
import { eachMinute } from '../../src/bot/each-minute.ts'

test('each has its turn, in order, also after one that fails, whose fault is told', async () => {
  const done: string[] = []
  const task = (name: string) => async () => void done.push(name)
  const failing = async (): Promise<void> => {
    throw new Error('second')
  }
  await expect(eachMinute([task('first'), failing, task('third')])).rejects.toThrow('second')
  expect(done).toEqual(['first', 'third'])
})
