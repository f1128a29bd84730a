/** The longest reason that is kept, in characters. */
const longestReason = 300

/** The words behind *because*, on one line; null where there are none. */
export function reasonOf(why: string | undefined): string | null {
  return why === undefined ? null : why.replace(/\s+/g, ' ').trim().slice(0, longestReason)
}
