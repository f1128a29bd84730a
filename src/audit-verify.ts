import { followChain } from './audit-chain.ts'
import { type Head, type HeadsFile, readHeads } from './audit-heads.ts'
import type { AuditSnapshot } from './audit-snapshot.ts'

/** What is verified. */
export interface Verification {
  snapshot: AuditSnapshot
  /** The number of the first row; absent: from the beginning. */
  from?: bigint
  /** The heads that were noted outside; null where none are. It was looked at before the snapshot was. */
  heads: HeadsFile | null
  /** Only the heads within the last so many bytes of the file. */
  headsTail?: number
  /** Is told of each thing that is wrong, as a sentence that names the place. */
  tell(finding: string): void
  /** Is told of how many rows have been read. */
  progress?(rows: number): void
}

/** What was verified, whether or not it is whole. */
export interface Verified {
  rows: number
  first: bigint | null
  last: { id: bigint; hash: string } | null
  /** How many noted heads were compared. */
  heads: number
}

/**
 * Reads the audit row by row and compares it with what was noted outside the database. It leaves nothing to the
 * database but the rows: whoever owns it could replace what it computes.
 */
export async function verifyAudit(verification: Verification): Promise<Verified> {
  const { snapshot, tell } = verification
  for (const fault of await snapshot.guardFaults()) tell(fault)
  const chain = await verifyChain(verification)
  return { ...chain, heads: await verifyHeads(verification) }
}

async function verifyChain({
  snapshot,
  from,
  tell,
  progress,
}: Verification): Promise<Omit<Verified, 'heads'>> {
  const gapsUntil = await snapshot.gapsUntil(from ?? 0n)
  const follow = followChain({ isBeginning: from === undefined, gapsUntil })
  const seen: Omit<Verified, 'heads'> = { rows: 0, first: null, last: null }
  for await (const rows of snapshot.rows(from === undefined ? {} : { from })) {
    for (const row of rows) {
      for (const finding of follow(row)) tell(finding)
      seen.first ??= row.id
      seen.last = { id: row.id, hash: row.hash.toString('hex') }
    }
    seen.rows += rows.length
    progress?.(seen.rows)
  }
  return seen
}

const headsAtOnce = 1_000

/** What the comparison of the heads has found so far. */
interface Compared {
  count: number
  unfit: number
  /** The first row whose hash was another. */
  firstUnfit: Head | null
  /** The newest row that is as it was. */
  fit: bigint
  /** The furthest that the chain ever reached. */
  furthest: Head | null
}

/** @returns how many heads were compared. */
async function verifyHeads({ snapshot, heads, headsTail, tell }: Verification): Promise<number> {
  if (heads === null) return 0
  if (heads.size === null) {
    if (snapshot.lastId !== null) tell(noFile(heads.path))
    return 0
  }
  const compared: Compared = { count: 0, unfit: 0, firstUnfit: null, fit: 0n, furthest: null }
  let waiting: Head[] = []
  for await (const { number, head } of readHeads(heads, headsTail)) {
    if (head === null) tell(unreadable(number, heads.path))
    else waiting.push(head)
    if (waiting.length < headsAtOnce) continue
    await compare(waiting, snapshot, compared)
    waiting = []
  }
  await compare(waiting, snapshot, compared)
  for (const finding of findingsOf(compared, snapshot.lastId)) tell(finding)
  return compared.count
}

async function compare(heads: Head[], snapshot: AuditSnapshot, compared: Compared): Promise<void> {
  const hashes = await snapshot.hashesOf(heads.map(({ id }) => id))
  for (const head of heads) {
    compared.count += 1
    if (compared.furthest === null || head.id > compared.furthest.id) compared.furthest = head
    // One beyond the end is told once, by the furthest.
    if (head.id > (snapshot.lastId ?? 0n)) continue
    if (hashes.get(head.id)?.toString('hex') !== head.hash) {
      compared.unfit += 1
      if (compared.firstUnfit === null || head.id < compared.firstUnfit.id) compared.firstUnfit = head
    } else if (head.id > compared.fit) compared.fit = head.id
  }
}

function findingsOf({ count, unfit, firstUnfit, fit, furthest }: Compared, lastId: bigint | null): string[] {
  const found: string[] = []
  if (firstUnfit !== null) {
    const where = fit > 0n && fit < firstUnfit.id ? `after row ${fit}` : 'from its beginning'
    found.push(
      `Row ${firstUnfit.id} is not the one that was noted at ${firstUnfit.at}: the chain was written anew, or has lost rows, ${where}. Of ${count} noted heads ${unfit} ${unfit === 1 ? 'does' : 'do'} not fit.`,
    )
  }
  if (furthest !== null && furthest.id > (lastId ?? 0n)) found.push(cutShort(furthest, lastId))
  return found
}

function cutShort({ at, id }: Head, lastId: bigint | null): string {
  if (lastId === null) return `The audit is empty, but at ${at} it reached ${id}: all rows are gone.`
  const lost = id - lastId
  const rows = lost === 1n ? 'the last row is' : `the last ${lost} rows are`
  return `The chain ends at ${lastId}, but at ${at} it reached ${id}: ${rows} gone.`
}

const unreadable = (number: number | null, path: string): string =>
  `${number === null ? 'A line' : `Line ${number}`} of ${path} cannot be read: it was cut short, or changed.`

const noFile = (path: string): string =>
  `There are no noted heads at ${path}: the file was taken away, or no bot has run here since there are rows.`
