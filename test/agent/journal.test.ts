import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { execa } from 'execa'
import { type Journal, openJournal, sameOperation } from '../../src/agent/journal.ts'
import type { OperationCall, ServiceState } from '../../src/agent-api.ts'
import { removeDataFolder, temporaryFolder } from '../harness/test-server.ts'

const call: OperationCall = { verb: 'restart', request: { service: 'ai_assistant' } }
const result: ServiceState = {
  service: 'ai_assistant',
  state: 'running',
  replicas: [{ id: '7', started_at: '2026-11-25T04:00:00.000Z' }],
  revivals: 0,
  allows: ['restart'],
}

let folder: string
let path: string
const open: Journal[] = []
const opened = (): Journal => {
  const journal = openJournal(path)
  open.push(journal)
  return journal
}
beforeEach(async () => {
  folder = await temporaryFolder('journal-')
  path = join(folder, 'agent/journal.jsonl')
})
afterEach(async () => {
  for (const journal of open.splice(0)) journal.close()
  await removeDataFolder(folder)
})

test('an intent is on disk before anything else, with who asked, and its end afterwards', () => {
  const journal = opened()
  expect(journal.intend('one', call, 'maria')).toMatchObject({ id: 'one', state: 'running', ended_at: null })
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
    type: 'intent',
    id: 'one',
    ...call,
    by: 'maria',
  })
  journal.end('one', { result, error: null })
  expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(2)
  expect(journal.find('one')).toMatchObject({ state: 'done', result })
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('what ended is known to the next process, and what did not is unknown', () => {
  const journal = opened()
  for (const id of ['done', 'failed', 'open']) journal.intend(id, call, 'bot')
  journal.end('done', { result, error: null })
  journal.end('failed', { result: null, error: { code: 'not_started', message: 'It did not start.' } })
  expect(journal.find('open')?.state).toBe('running')
  const next = opened()
  expect(['done', 'failed', 'open', 'never'].map((id) => next.find(id)?.state)).toEqual([
    'done',
    'failed',
    'unknown',
    undefined,
  ])
  expect(next.find('failed')?.error?.message).toBe('It did not start.')
})

test('the same id with the same call finds the first, with another call it is refused', () => {
  const journal = opened()
  expect(sameOperation(journal, 'one', call)).toBe(undefined)
  const first = journal.intend('one', call, 'bot')
  expect(sameOperation(journal, 'one', { verb: 'restart', request: { service: 'ai_assistant' } })).toBe(first)
  for (const other of [
    { ...call, verb: 'stop' as const },
    { ...call, request: { service: 'db' } },
  ]) {
    expect(() => sameOperation(journal, 'one', other)).toThrow('The operation one is another call.')
  }
})

test('a last line torn at any byte is passed over and damages nothing that follows', () => {
  const journal = opened()
  journal.intend('first', call, 'bot')
  const whole = readFileSync(path)
  journal.intend('torn', call, 'mária')
  const line = readFileSync(path).subarray(whole.length)
  journal.end('first', { result, error: null })
  for (let bytes = 0; bytes <= line.length; bytes += 1) {
    writeFileSync(path, Buffer.concat([whole, line.subarray(0, bytes)]))
    const torn = openJournal(path)
    // All of it but the line's end is all of it.
    const isThere = bytes >= line.length - 1
    expect([bytes, torn.find('torn')?.state]).toEqual([bytes, isThere ? 'unknown' : undefined])
    expect(torn.find('first')?.state).toBe('unknown')
    torn.intend('next', call, 'bot')
    torn.end('next', { result, error: null })
    torn.close()
    const after = openJournal(path)
    expect([bytes, after.find('next')?.state]).toEqual([bytes, 'done'])
    expect(after.find('torn')?.state).toBe(isThere ? 'unknown' : undefined)
    after.close()
  }
})

test('a result torn at any byte leaves its operation unknown', () => {
  const journal = opened()
  journal.intend('one', call, 'bot')
  const whole = readFileSync(path)
  journal.end('one', { result, error: null })
  const line = readFileSync(path).subarray(whole.length)
  for (let bytes = 0; bytes < line.length - 1; bytes += 1) {
    writeFileSync(path, Buffer.concat([whole, line.subarray(0, bytes)]))
    const torn = openJournal(path)
    expect([bytes, torn.find('one')?.state]).toEqual([bytes, 'unknown'])
    torn.close()
  }
})

test('lines that are no entries are passed over', () => {
  const journal = opened()
  journal.intend('one', call, 'bot')
  const good = readFileSync(path, 'utf8')
  writeFileSync(path, `\n{}\n[]\nnull\n"x"\n{"type":"intent","id":"../x"}\n\0\0\0\n${good}`)
  expect(opened().find('one')?.state).toBe('unknown')
})

test('a process that is killed between intent and result leaves it unknown', async () => {
  const module = join(import.meta.dirname, '../../src/agent/journal.ts')
  const script = `import { openJournal } from ${JSON.stringify(module)}
    openJournal(${JSON.stringify(path)}).intend('killed', ${JSON.stringify(call)}, 'bot')
    console.log('intended'); setInterval(() => {}, 1000)`
  const holder = execa(process.execPath, ['--input-type=module', '-e', script], {
    reject: false,
    buffer: false,
  })
  await once(holder.stdout, 'data')
  holder.kill('SIGKILL')
  expect((await holder).signal).toBe('SIGKILL')
  expect(opened().find('killed')).toMatchObject({ state: 'unknown', result: null, error: null })
})

test('what cannot be written is not begun', () => {
  const journal = opened()
  journal.close()
  expect(() => journal.intend('one', call, 'bot')).toThrow('so nothing was done')
  expect(journal.find('one')).toBe(undefined)
})
