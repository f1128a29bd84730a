/** What the words behind `window` ask for. */
export type WindowWords =
  | { verb: 'list' }
  /** `words` say when, for how long and what for. */
  | { verb: 'plan'; words: string }
  /** Without a number: what runs now. */
  | { verb: 'end'; id: number | null }

/** Reads `[plan …|cancel 3|end [3]]`; null for other words. */
export function windowWords(text: string): WindowWords | null {
  const words = text.trim()
  if (words === '') return { verb: 'list' }
  const [, planned] = /^plan(?:\s+(.*))?$/is.exec(words) ?? []
  if (planned !== undefined || /^plan$/i.test(words)) return { verb: 'plan', words: (planned ?? '').trim() }
  const [, verb = '', id] = /^(cancel|end)(?:\s+#?([1-9]\d{0,8}))?$/i.exec(words) ?? []
  if (verb === '' || (verb.toLowerCase() === 'cancel' && id === undefined)) return null
  return { verb: 'end', id: id === undefined ? null : Number(id) }
}

/** Whether the words behind the command are its own. */
export const isWindowWords = (text: string): boolean => windowWords(text) !== null
