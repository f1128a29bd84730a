import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from '@jest/globals'
import { openProcessLog } from '../../src/agent/process-log.ts'
import { removeDataFolder, temporaryFolder } from '../harness/test-server.ts'

test('what a process prints is kept, in two files of bounded size', async () => {
  const folder = await temporaryFolder('log-')
  const path = join(folder, 'logs/thing.log')
  const log = openProcessLog(path, undefined, 1_000)
  const stream = new PassThrough()
  log.attach(stream)
  const line = `${'x'.repeat(99)}\n`
  for (let count = 0; count < 55; count += 1) stream.write(line)
  stream.write('TypeError: it broke\n    at somewhere\n')
  expect((await stat(path)).size).toBeLessThanOrEqual(1_200)
  expect((await stat(`${path}.1`)).size).toBeLessThanOrEqual(1_200)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readFile(path, 'utf8')).toContain('TypeError: it broke')
  expect(log.lastWords()).toBe('TypeError: it broke')
  await removeDataFolder(folder)
})
