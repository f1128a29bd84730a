import { type Command, commandOf, commands } from './commands.ts'
import type { Message } from './platform.ts'
import { commandWords, nearNames } from './words.ts'

/** What a message is taken for. `question` is what it asks a manual or a person. */
export type Reading =
  | { kind: 'question'; question: string }
  | { kind: 'command'; command: Command; rest: string; question: string }
  /** Its word is no command, whatever it resembles. */
  | { kind: 'unknown'; word: string; rest: string; question: string }
  /** It begins with the word of a command and is too short to tell what is meant. */
  | { kind: 'unclear'; command: Command; question: string }

/** Behind a command's word, so many more leave open what is meant. */
const fewWords = 3

/** Reads a message: a command behind a slash, words that are exactly one where they may be, else a question. */
export function readingOf({ text, mayCommand, unaddressed }: Message): Reading {
  const slashed = unaddressed ? null : commandWords(text)
  if (slashed === null) return mayCommand ? readingOfWords(text.trim()) : { kind: 'question', question: text }
  const { word, rest, whole } = slashed
  const command = commandOf(word)
  return command === undefined
    ? { kind: 'unknown', word, rest, question: whole }
    : { kind: 'command', command, rest, question: command.asks?.(rest) ?? rest }
}

/** Words without a slash: whatever merely resembles a command is never one. */
function readingOfWords(text: string): Reading {
  const [first = '', ...others] = text.split(/\s+/)
  const word = first.toLowerCase().replace(/[.,:;!?]+$/, '')
  const rest = text.slice(first.length).trim()
  const command = commandOf(word)
  if (command === undefined) {
    const isAlone = rest === '' && nearNames(word, everyName).length > 0
    return isAlone ? { kind: 'unknown', word, rest, question: text } : { kind: 'question', question: text }
  }
  const fits = command.fits ?? isNothing
  if (first.toLowerCase() === word && fits(rest, word)) {
    return { kind: 'command', command, rest, question: command.asks?.(rest) ?? (rest || text) }
  }
  const isShort = others.length <= fewWords && (rest === '' || !text.endsWith('?'))
  return isShort ? { kind: 'unclear', command, question: text } : { kind: 'question', question: text }
}

const isNothing = (rest: string): boolean => rest === ''

const everyName = commands.flatMap(({ name, synonyms }) => [name, ...synonyms])
