import { openSync, writeSync } from 'node:fs'
import type { DestinationStream } from 'pino'

/**
 * A log file that never ends who writes it, as pino's own would on a full disk. Lines that find no room are missing
 * in it (standard output has them all), and the next one that fits says how many.
 */
export function logFile(path: string): DestinationStream {
  let file = opened(path)
  let missing = 0
  return {
    write: (line) => {
      try {
        file ??= openSync(path, 'a')
        // The last line that did not fit may stand there in part.
        writeAll(file, missing === 0 ? line : `\n${missingLine(missing)}\n${line}`)
        missing = 0
      } catch {
        missing += 1
      }
    },
  }
}

/** It is there from the start, also where nothing is written: whoever looks for it finds no errors, not no file. */
function opened(path: string): number | undefined {
  try {
    return openSync(path, 'a')
  } catch {
    return undefined
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}

function missingLine(missing: number): string {
  const lines = missing === 1 ? '1 line is' : `${missing} lines are`
  const msg = `${lines} missing here: the file could not be written`
  return JSON.stringify({ level: 'ERROR', time: new Date().toISOString(), msg })
}
