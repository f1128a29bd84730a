import { sentencesOf } from './sentences.ts'

/** A whole sentence of a text that is still being written, with the white space that goes before it. */
export interface DraftSentence {
  text: string
  /** `\n` where it begins a line, a space where it follows another sentence, empty at the start. */
  before: '' | ' ' | '\n'
}

/** Cuts a model's text into sentences as it arrives. */
export interface Draft {
  /** Takes the next piece; returns the sentences that are whole now. */
  add(piece: string): DraftSentence[]
  /** The rest, when the text has ended. */
  end(): DraftSentence[]
}

/** Collects a text in a language that arrives in pieces. */
export function startDraft(language: string): Draft {
  let rest = ''
  let before: DraftSentence['before'] = ''
  const take = (text: string, keepLast: boolean): DraftSentence[] => {
    const sentences = sentencesOf(text, language)
    const last = keepLast ? sentences.pop() : undefined
    const whole = sentences.map((sentence, index) => {
      const taken = { text: sentence.text, before }
      const next = sentences[index + 1] ?? last
      before = text.slice(sentence.start + sentence.text.length, next?.start).includes('\n') ? '\n' : ' '
      return taken
    })
    rest = last === undefined ? '' : text.slice(last.start)
    return whole
  }
  return {
    add: (piece) => {
      rest += piece
      // A mark that is still being written belongs to the sentence before it.
      const open = /\s*\[[\d,\s]*$/.exec(rest)?.[0] ?? ''
      const whole = take(plain(rest.slice(0, rest.length - open.length)), true)
      rest += open
      return whole
    },
    end: () => take(plain(rest), false),
  }
}

/**
 * The text without Markdown, its marks in one form and before the full stop, so that a sentence has its own:
 * "Tighten it. [1, 2]" is "Tighten it [1][2]."
 */
function plain(text: string): string {
  return text
    .replace(/\*\*|__|`|^#+ /gm, '')
    .replace(/\[\d{1,3}(?:\s*,\s*\d{1,3})+\]/g, (list) => list.replace(/\s*,\s*/g, ']['))
    .replace(
      /([.!?;…])((?:[ \t]*\[\d{1,3}\])+)/g,
      (_, stop: string, marks: string) => ` ${marks.trim()}${stop}`,
    )
}
