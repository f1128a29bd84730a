import { StringDecoder } from 'node:string_decoder'
import type { Mask } from './mask.ts'

/** Takes what a stream brings, in whatever pieces. */
export interface LineWriter {
  write(chunk: Buffer): void
  /** Hands on the line that was not ended. */
  flush(): void
  /** The line that is not ended yet, masked. */
  rest(): string
}

/** A line is cut beyond so many characters. */
const longestLine = 64_000

/** Where a line is cut, a secret may be cut too: so much of the end is not shown, and none is longer. */
const margin = 8_000

/** Hands on whole lines, masked: a secret that comes in two pieces is found. */
export function wholeLines(mask: Mask, keep: (line: string) => void): LineWriter {
  const decoder = new StringDecoder('utf8')
  let pending = ''
  let isCut = false

  const add = (piece: string): void => {
    if (!isCut) pending += piece
    if (pending.length <= longestLine + margin) return
    keep(`${mask(pending).slice(0, -margin)} [cut]`)
    pending = ''
    isCut = true
  }
  const end = (): void => {
    if (!isCut) keep(mask(pending))
    pending = ''
    isCut = false
  }
  const take = (text: string): void => {
    const [first = '', ...others] = text.split('\n')
    add(first)
    for (const line of others) {
      end()
      add(line)
    }
  }
  return {
    write: (chunk) => take(decoder.write(chunk)),
    flush: () => {
      take(decoder.end())
      if (pending !== '') end()
    },
    rest: () => mask(pending),
  }
}
