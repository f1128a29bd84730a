import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { execa } from 'execa'
import { takeLock } from '../../src/agent/lock.ts'
import { removeDataFolder, temporaryFolder } from '../harness/test-server.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await removeDataFolder(folder)
})

async function lockPath(): Promise<string> {
  const folder = await temporaryFolder('lock-')
  folders.push(folder)
  return join(folder, 'agent/lock')
}

test('one agent at a time has a data folder', async () => {
  const path = await lockPath()
  const release = takeLock(path, '/data')
  expect(() => takeLock(path, '/data')).toThrow('The program already runs on the data folder /data.')
  release()
  takeLock(path, '/data')()
})

test('the lock of a killed agent is free', async () => {
  const path = await lockPath()
  const module = join(import.meta.dirname, '../../src/agent/lock.ts')
  const script = `import { takeLock } from ${JSON.stringify(module)}
    takeLock(${JSON.stringify(path)}, '/data'); console.log('locked'); setInterval(() => {}, 1000)`
  const holder = execa(process.execPath, ['--input-type=module', '-e', script], {
    reject: false,
    buffer: false,
  })
  await once(holder.stdout, 'data')
  expect(() => takeLock(path, '/data')).toThrow('already runs')
  holder.kill('SIGKILL')
  await holder
  takeLock(path, '/data')()
})
