import { openSync, readSync, writeFileSync } from 'node:fs'
import type { Clock } from '../../src/clock.ts'

/** Sets the time of every clock that reads a file. */
export function setFileClock(path: string, at: Date): void {
  const bytes = new Float64Array([at.getTime()])
  writeFileSync(path, new Uint8Array(bytes.buffer))
}

/** A clock that several processes share: it stands at what a file says. */
export function fileClock(path: string): Clock {
  const file = openSync(path, 'r')
  const bytes = new Float64Array(1)
  return {
    now: () => {
      readSync(file, bytes, 0, 8, 0)
      return new Date(bytes[0] ?? 0)
    },
  }
}
