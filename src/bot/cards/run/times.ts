/** `0:42`, from one moment to another. */
export function elapsed(from: string | null, until: Date): string {
  const seconds = secondsBetween(from, until)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** `58 s`, `2 min 5 s`. */
export function lasted(from: string | null, until: string | null): string {
  const seconds = secondsBetween(from, until ?? from ?? new Date(0))
  if (seconds < 60) return `${seconds} s`
  const rest = seconds % 60
  return `${Math.floor(seconds / 60)} min${rest === 0 ? '' : ` ${rest} s`}`
}

function secondsBetween(from: string | null, until: string | Date): number {
  if (from === null) return 0
  return Math.max(0, Math.round((new Date(until).getTime() - new Date(from).getTime()) / 1000))
}
