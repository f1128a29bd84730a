/** What this tab remembers over a reload. A browser that forbids storage only loses the memory. */
export function recall(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

/** Forgets everything. */
export function forgetAll(): void {
  try {
    sessionStorage.clear()
  } catch {
    // There was no memory.
  }
}

/** Keeps a text under a key; the empty text forgets it. */
export function remember(key: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, text)
  } catch {
    // Full or forbidden: what is on the screen still stands.
  }
}
