import { stripVTControlCharacters } from 'node:util'

/** Characters of one line that leave the agent. */
const longest = 500

/** One line without colours and control characters, at most 500 characters. */
export function lineText(text: string): string {
  const plain = stripVTControlCharacters(text)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    // What turns the direction of writing or is not seen could make a line look like another.
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .trim()
  const signs = Array.from(plain.slice(0, longest * 2))
  return plain.length <= longest ? plain : `${cut(signs, longest - 1)}…`
}

/** As many whole characters as fit. */
function cut(signs: string[], length: number): string {
  let text = ''
  for (const sign of signs) {
    if (text.length + sign.length > length) break
    text += sign
  }
  return text
}

/** The same for a sentence of ours, where nothing is empty. */
export function sentence(text: string): string {
  return lineText(text) || 'no words'
}
