import { setTimeout as rest } from 'node:timers/promises'
import { messageOf, UserError } from '../errors.ts'
import { type Check, type Finding, failed } from '../finding.ts'

/** How long one check may take, in milliseconds. */
const patience = 5_000

/**
 * Makes all checks at once, and tells of each in its turn.
 * @returns whether none failed.
 */
export async function examine(
  checks: Check[],
  print: (line: string) => void,
  patienceMs = patience,
): Promise<boolean> {
  const width = Math.max(0, ...checks.map(({ name }) => name.length))
  const looks = checks.map((check) => ({ name: check.name, finding: inTime(check, patienceMs) }))
  const counts = { ok: 0, off: 0, warning: 0, failed: 0 }
  for (const { name, finding } of looks) {
    const found = await finding
    counts[found.state] += 1
    print(lineOf(name.padEnd(width), found))
  }
  print('')
  print(summaryOf(counts))
  return counts.failed === 0
}

/** `FAILED   Redis  it does not answer. Start it.` */
function lineOf(name: string, { state, says, remedy }: Finding): string {
  const words = remedy === undefined ? says : `${says} ${remedy}`
  return `${state.toUpperCase().padEnd(8)} ${name}  ${words.replaceAll(/\s+/g, ' ')}`
}

function summaryOf({ failed: faults, warning: warnings }: Record<Finding['state'], number>): string {
  if (faults + warnings === 0) return 'Nothing is wrong.'
  return `${faults} failed, ${counted(warnings, 'warning')}.`
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** What a check finds, in any case and in time. */
async function inTime(check: Check, patienceMs: number): Promise<Finding> {
  const done = new AbortController()
  const late = rest(patienceMs, tooLate(patienceMs), { signal: done.signal })
  late.catch(() => undefined)
  try {
    return await Promise.race([check.look().catch(explained), late])
  } finally {
    done.abort()
  }
}

function tooLate(patienceMs: number): Finding {
  return failed(
    `it gave no answer within ${patienceMs / 1_000} s.`,
    'Look whether it hangs, or something between here and there swallows the call.',
  )
}

function explained(error: unknown): Finding {
  if (error instanceof UserError) return failed(error.message, error.action ?? 'Correct this and look again.')
  return failed(
    `it could not be looked at: ${messageOf(error)}.`,
    'Report this; it is a fault in the program.',
  )
}
