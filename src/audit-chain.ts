import { createHash } from 'node:crypto'

/** A row of the audit as the chain knows it: what is hashed is text. */
export interface ChainedRow {
  id: bigint
  /** Microseconds since 1970. */
  at: string
  person: string
  /** `true` or `false` */
  verified: string
  action: string
  subject: string
  outcome: string
  /** As PostgreSQL writes it. */
  detail: string
  requestId: string
  place: string
  /** The hash of the row before; of the first row, `noHash`. */
  prev: Buffer
  hash: Buffer
}

/** What the first row follows. */
const noHash = Buffer.alloc(32)

/** What the hash of a row must be: SHA-256 of netstrings, as the database's trigger makes it. */
export function hashOf(row: ChainedRow): Buffer {
  const { id, at, person, verified, action, subject, outcome, detail, requestId, place, prev } = row
  const parts = [id, at, person, verified, action, subject, outcome, detail, requestId, place]
  const hash = createHash('sha256')
  for (const part of [...parts.map(String), prev.toString('hex')]) {
    hash.update(`${Buffer.byteLength(part)}:${part},`)
  }
  return hash.digest()
}

/** Where following a chain begins. */
export interface ChainStart {
  /** Whether the first row that is seen must be the chain's first. */
  isBeginning: boolean
  /** Numbers up to this one may have gaps: a sequence gave them, before there was a chain. */
  gapsUntil: bigint
}

/** Follows a chain row by row; each is answered with what is wrong with it, in sentences that name the place. */
export function followChain({ isBeginning, gapsUntil }: ChainStart): (row: ChainedRow) => string[] {
  let last: ChainedRow | undefined

  const atFirst = ({ id, prev }: ChainedRow): string[] => {
    if (!isBeginning || (prev.equals(noHash) && (id === 1n || id <= gapsUntil))) return []
    return id === 1n ? ['Row 1 does not begin the chain.'] : [`Before row ${id} rows are missing.`]
  }
  const after = (before: ChainedRow, { id, prev }: ChainedRow): string[] => {
    if (id === before.id) return [`Row ${id} is there twice.`]
    const isLinked = prev.equals(before.hash)
    const isGap = id !== before.id + 1n
    if (isGap && !(isLinked && id <= gapsUntil)) return [`Between ${before.id} and ${id} rows are missing.`]
    return isLinked ? [] : [`Row ${id} does not follow row ${before.id}: it was written after another one.`]
  }

  return (row) => {
    const found = last === undefined ? atFirst(row) : after(last, row)
    last = row
    const isSame = hashOf(row).equals(row.hash)
    return isSame ? found : [...found, `Row ${row.id} was changed: what it says does not give its hash.`]
  }
}
