/** Shown as nothing; between two characters it keeps them from being read together as markup. */
export const joiner = '\u2060'

/** Slack's markup knows no escape for these: they are shown by characters that look the same. */
export const lookalikes: Record<string, string> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' }

/** What between two colons may be the name of an emoji; the minutes of a time are not. */
export const emojiName = /(?:100|1234|[\w+'-]*[a-z+-][\w+'-]*)/i.source
const emoji = new RegExp(`:(?=${emojiName}:)`, 'gi')

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** A text in which nothing is a link, a mention or a command to Slack. */
export function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => entities[character] ?? character)
}

/**
 * A text that says in Slack's markup just what it says: no emphasis, quote or emoji either. Inside of a word such
 * as `ai_assistant` no character means anything, so words stay as they are.
 */
export function literal(text: string): string {
  return escaped(text)
    .replace(
      /[*_~](?![\p{L}\p{N}])|(?<![\p{L}\p{N}])[*_~]|`/gu,
      (character) => lookalikes[character] ?? character,
    )
    .replace(emoji, `:${joiner}`)
    .replace(/^(?=\s*&gt;)/gm, joiner)
}
