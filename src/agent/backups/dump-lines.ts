import { UserError } from '../../errors.ts'

/** Looks through a dump as it passes, line by line. */
export interface DumpLines {
  /** @throws UserError at the first line that has no business in a dump. */
  take(chunk: Buffer): void
  /** @throws UserError where the dump ends in the middle of something. */
  end(): void
}

const newline = 10

/** So much of a line is looked at, in bytes. */
const head = 8_000

/** Begins or ends a transaction; in a dump that is one of somebody else's making. */
const transaction =
  /^\s*(commit\b|rollback\b|abort\b|begin\s*(\w+\s*)?;|start\s+transaction|prepare\s+transaction)/i

/**
 * psql has commands of its own, which begin with a backslash: they run programs, read files, and connect to other
 * databases. None of them but the two by which a dump forbids the others stands in a dump, outside its data.
 */
export function dumpLines(): DumpLines {
  let line = Buffer.alloc(0)
  let isData = false
  const endLine = (): void => {
    const text = line.toString('latin1').replace(/\r$/, '')
    line = Buffer.alloc(0)
    if (isData) isData = text !== '\\.'
    else if (/^COPY .* FROM stdin;$/.test(text)) isData = true
    else if (text.startsWith('\\') && !/^\\(un)?restrict [A-Za-z0-9]+$/.test(text)) throw foreign()
    else if (transaction.test(text)) throw foreign()
  }
  const add = (piece: Buffer): void => {
    if (line.length < head) line = Buffer.concat([line, piece.subarray(0, head - line.length)])
  }
  return {
    take: (chunk) => {
      let from = 0
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
        add(chunk.subarray(from, at))
        endLine()
        from = at + 1
      }
      if (from < chunk.length) add(chunk.subarray(from))
    },
    end: () => {
      if (isData || line.length > 0) throw cut()
    },
  }
}

const broken = { status: 422, action: 'Do not use it; take another backup.' }

function foreign(): UserError {
  return new UserError('backup_broken', 'The dump holds a command that no dump holds.', broken)
}

function cut(): UserError {
  return new UserError('backup_broken', 'The dump ends in the middle of something.', broken)
}
