import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'

/** Tells this process from an earlier one that had the same number. */
const boot = randomUUID().slice(0, 8)
let count = 0

/** A new name for a holder of leases: machine, process, start, and which holder of that process. */
export function newOwner(): string {
  count += 1
  return [hostname(), process.pid, boot, count].join('/')
}

/** Whether a holder's process was on this machine and is no more. Of other machines nothing is known. */
export function isGone(owner: string): boolean {
  const [host, pid, ownerBoot] = owner.split('/')
  if (host !== hostname()) return false
  if (Number(pid) === process.pid) return ownerBoot !== boot
  return !isRunning(Number(pid))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
