import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { readConfig } from '../src/config.ts'
import { createLog } from '../src/log.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('everything goes to one file, errors also to another, and secrets to none', () => {
  const lines: string[] = []
  const log = createLog(readConfig({ LOG_DIR: folder }), 'ai_assistant', {
    write: (line) => void lines.push(line),
  })
  log.info({ requestId: 'r-1' }, 'asked')
  log.error({ password: 'canary', call: { headers: { authorization: 'canary' } }, token: 'canary' }, 'failed')

  const read = (name: string) => readFileSync(join(folder, 'ai_assistant', name), 'utf8')
  expect(read('ai_assistant.log').split('\n')).toHaveLength(3)
  expect(read('ai_assistant_errors.log')).toContain('"level":"ERROR"')
  expect(read('ai_assistant_errors.log')).not.toContain('asked')
  expect(lines.join('')).toContain('[secret]')
  expect(lines.join('') + read('ai_assistant.log') + read('ai_assistant_errors.log')).not.toContain('canary')
})
