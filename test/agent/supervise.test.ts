import { afterEach, expect, test } from '@jest/globals'
import { execa } from 'execa'
import { askToEnd, endOf, type Launched } from '../../src/agent/launched.ts'
import { type Service, type ServiceEvent, supervise } from '../../src/agent/supervise.ts'
import { eventually } from '../harness/product.ts'

const delays = { first: 20, most: 80, stayedUp: 60_000 }
const services: Service[] = []
afterEach(async () => {
  for (const service of services.splice(0)) await service.stop()
})

/** A process that says "ready" once it runs, or, with a script, whatever the script does. */
async function launchNode(script = "console.log('ready'); setInterval(() => {}, 1000)"): Promise<Launched> {
  const child = execa(process.execPath, ['-e', script], { reject: false, buffer: false, stdin: 'ignore' })
  const ended = endOf(child.nodeChildProcess)
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    void ended.then((how) => reject(new Error(`ended early: ${how}`)))
  })
  const stop = () =>
    askToEnd(child.nodeChildProcess, ended, [
      ['SIGTERM', 1_000],
      ['SIGKILL', 1_000],
    ])
  return { pid: child.pid ?? 0, ready, ended, stop }
}

function supervised(launch: () => Promise<Launched>, onEvent?: (event: ServiceEvent) => void): Service {
  const service = supervise({ name: 'thing', launch, delays, ...(onEvent && { onEvent }) })
  services.push(service)
  return service
}

const isAlive = (pid: number | null): boolean => {
  try {
    return pid !== null && process.kill(pid, 0)
  } catch {
    return false
  }
}

test('nothing runs before the start, and nothing after the stop', async () => {
  const service = supervised(launchNode)
  expect(service.snapshot()).toMatchObject({ state: 'stopped', pid: null })
  await service.start()
  const { pid, state } = service.snapshot()
  expect([state, isAlive(pid)]).toEqual(['running', true])
  await service.stop()
  expect(service.snapshot()).toMatchObject({ state: 'stopped', pid: null, revivals: 0 })
  expect(isAlive(pid)).toBe(false)
})

test('a killed process is revived with a new pid, and what happened is told', async () => {
  const events: string[] = []
  const service = supervised(launchNode, ({ type }) => events.push(type))
  await service.start()
  const { pid } = service.snapshot()
  process.kill(pid ?? 0, 'SIGKILL')
  await eventually(async () => service.snapshot().revivals === 1)
  expect(service.snapshot()).toMatchObject({ state: 'running' })
  expect(service.snapshot().pid).not.toBe(pid)
  expect(events).toEqual(['ended', 'revived'])
})

test('a process that does not come up fails the start, and is not tried again', async () => {
  let launches = 0
  const service = supervised(() => {
    launches += 1
    return launchNode('process.exit(3)')
  })
  await expect(service.start()).rejects.toThrow('ended early: exit code 3')
  expect(service.snapshot()).toMatchObject({ state: 'stopped', pid: null })
  expect(launches).toBe(1)
})

test('reviving goes on until it succeeds', async () => {
  const reasons: string[] = []
  let launches = 0
  const service = supervised(
    () => {
      launches += 1
      return launches === 1 || launches > 4 ? launchNode() : launchNode('process.exit(3)')
    },
    (event) => event.type === 'not revived' && reasons.push(event.reason),
  )
  await service.start()
  process.kill(service.snapshot().pid ?? 0, 'SIGKILL')
  await eventually(async () => service.snapshot().revivals === 1)
  expect(reasons).toEqual(Array(3).fill('ended early: exit code 3'))
})

test('a stop interrupts a start', async () => {
  const service = supervised(() => launchNode('setInterval(() => {}, 1000)'))
  const starting = service.start()
  await eventually(async () => service.snapshot().pid !== null)
  const { pid } = service.snapshot()
  await service.stop()
  await expect(starting).rejects.toThrow('ended early: SIGTERM')
  expect(isAlive(pid)).toBe(false)
})

test('a stop ends the waiting for a revival', async () => {
  let launches = 0
  const service = supervised(() => {
    launches += 1
    return launches === 1 ? launchNode() : launchNode('process.exit(3)')
  })
  await service.start()
  process.kill(service.snapshot().pid ?? 0, 'SIGKILL')
  await eventually(async () => launches > 2)
  await service.stop()
  const launchesAtStop = launches
  await new Promise((resolve) => setTimeout(resolve, delays.most * 3))
  expect(launches).toBe(launchesAtStop)
  expect(service.snapshot().state).toBe('stopped')
})

test('a restart gives a new process and counts as no revival', async () => {
  const service = supervised(launchNode)
  await service.start()
  const { pid } = service.snapshot()
  await service.restart()
  expect(service.snapshot()).toMatchObject({ state: 'running', revivals: 0 })
  expect(service.snapshot().pid).not.toBe(pid)
  expect(isAlive(pid)).toBe(false)
})

test('a process that ignores SIGTERM is killed', async () => {
  const service = supervised(() =>
    launchNode("process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000)"),
  )
  await service.start()
  const { pid } = service.snapshot()
  await service.stop()
  expect(isAlive(pid)).toBe(false)
})

test('what is closed is not started again, not even by a restart under way', async () => {
  const service = supervised(launchNode)
  await service.start()
  const restarting = service.restart()
  await service.close()
  await expect(restarting).rejects.toThrow('Everything is being stopped.')
  await expect(service.start()).rejects.toThrow('Everything is being stopped.')
  expect(service.snapshot()).toMatchObject({ state: 'stopped', pid: null })
})
