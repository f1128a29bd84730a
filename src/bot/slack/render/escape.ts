import { escaped, joiner, lookalikes } from '../../render/markdown.ts'

/** What between two colons may be the name of an emoji; the minutes of a time are not. */
export const emojiName = /(?:100|1234|[\w+'-]*[a-z+-][\w+'-]*)/i.source
const emoji = new RegExp(`:(?=${emojiName}:)`, 'gi')

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
