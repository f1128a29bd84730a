import { once } from 'node:events'
import { expect, test } from '@jest/globals'
import { execa } from 'execa'
import { startOf, usageOf } from '../../src/agent/processes.ts'

const running = async (script: string) => {
  const child = execa(process.execPath, ['-e', `${script}; console.log('runs')`], {
    reject: false,
    buffer: false,
  })
  await once(child.stdout, 'data')
  return { pid: child.pid ?? 0, end: () => child.kill('SIGKILL') && child }
}

test('when a process was started is told to about a second, and nothing of one that is not there', async () => {
  const before = Date.now()
  const child = await running('setInterval(() => {}, 1000)')
  const started = (await startOf(child.pid))?.getTime() ?? 0
  expect(started).toBeGreaterThan(before - 1_500)
  expect(started).toBeLessThan(Date.now() + 1_500)
  await child.end()
  expect(await startOf(2 ** 22 + 1)).toBe(undefined)
})

test('a busy process uses a processor and an idle one does not; both use memory', async () => {
  const busy = await running(
    'setInterval(() => { const until = Date.now() + 20; while (Date.now() < until); }, 1)',
  )
  const idle = await running('setInterval(() => {}, 1000)')
  const look = () => Promise.all([busy, idle].map(({ pid }) => usageOf(pid, AbortSignal.timeout(5_000))))
  const busyEnough = (percent = 0) => percent > 10
  let [ofBusy, ofIdle] = await look()
  // Where others hold the processors, the busy one waits for its turn: sooner or later it has one.
  for (let tries = 0; tries < 50 && !busyEnough(ofBusy?.cpu_percent); tries += 1)
    [ofBusy, ofIdle] = await look()
  expect(busyEnough(ofBusy?.cpu_percent)).toBe(true)
  expect(ofIdle?.cpu_percent).toBeLessThan(10)
  expect(ofIdle?.memory_bytes).toBeGreaterThan(5_000_000)
  expect(ofIdle?.memory_bytes).toBeLessThan(500_000_000)
  await Promise.all([busy.end(), idle.end()])
})
