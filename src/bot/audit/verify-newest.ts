import { headsFileNow } from '../../audit-heads.ts'
import { withAuditSnapshot } from '../../audit-snapshot.ts'
import { type Verified, verifyAudit } from '../../audit-verify.ts'

/** What verifying the end of the audit found. */
export interface NewestVerified extends Verified {
  /** The first few. */
  findings: string[]
  /** How many there are. */
  faults: number
  /** Whether rows before the first were left out. */
  isPart: boolean
  /** Whether heads are noted in a file here. */
  hasHeads: boolean
}

/** How much is read while somebody waits for a card: rows, and bytes of the file of heads. */
const mostRows = 2_000n
const headsTail = 64 * 1_024
/** How long one statement may take, in milliseconds. */
const patienceMs = 8_000
const shownFindings = 3

/** Verifies the newest rows, and all of them where they are few, against the newest heads. */
export async function verifyNewest(url: string, headsPath: string | null): Promise<NewestVerified> {
  const heads = headsPath === null ? null : await headsFileNow(headsPath)
  const findings: string[] = []
  let faults = 0
  const tell = (finding: string): void => {
    faults += 1
    if (faults <= shownFindings) findings.push(finding)
  }
  return await withAuditSnapshot(
    url,
    async (snapshot) => {
      const from = (snapshot.lastId ?? 0n) - mostRows + 1n
      const isPart = from > 1n
      const verified = await verifyAudit({ snapshot, heads, headsTail, tell, ...(isPart && { from }) })
      return { ...verified, findings, faults, isPart, hasHeads: heads !== null }
    },
    patienceMs,
  )
}
