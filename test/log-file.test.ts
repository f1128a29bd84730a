import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { readConfig } from '../src/config.ts'
import { createLog } from '../src/log.ts'
import { smallDisk } from './harness/small-disk.ts'

const disk = await smallDisk('64k')
// In CI this runs as root: there it must be possible.
const testFull = disk === undefined && process.env['CI'] !== 'true' ? test.skip : test

testFull(
  'a full disk ends nobody: the log goes on where there is room, and says what is missing',
  async () => {
    if (disk === undefined) throw new Error('no small file system could be mounted: run as root')
    try {
      const lines: string[] = []
      const log = createLog(readConfig({ LOG_DIR: disk.path }), 'ai_bot', {
        write: (line) => void lines.push(line),
      })
      log.info('before')
      const filler = join(disk.path, 'filler')
      expect(() => writeFileSync(filler, Buffer.alloc(100_000))).toThrow('ENOSPC')
      for (let at = 1; at <= 1_000; at += 1) log.info(`line ${at}`)
      rmSync(filler)
      log.info('after')

      expect(lines).toHaveLength(1_002)
      const kept = readFileSync(join(disk.path, 'ai_bot/ai_bot.log'), 'utf8')
      const messages = kept.split('\n').flatMap((line) => (line.endsWith('}') ? JSON.parse(line).msg : []))
      const fitted = messages.filter((text) => text.startsWith('line ')).length
      expect(messages.at(0)).toBe('before')
      expect(messages.at(-1)).toBe('after')
      expect(messages.at(-2)).toBe(`${1_000 - fitted} lines are missing here: the file could not be written`)
      expect(fitted).toBeLessThan(1_000)
    } finally {
      await disk.remove()
    }
  },
)
