import { decisive, wholeMachine } from './concepts.ts'
import type { Sense } from './sense.ts'

/**
 * Of what the kept question is about, so much must be in the new one, by number and by weight: it may leave little
 * unsaid. A part that manuals speak of all the time, such as the pump, weighs little and is a part all the same.
 */
const enough = 0.8

/**
 * How well a question asks the same as a kept one, 0 to 1; 0 where it does not. It must ask for the same, have the
 * same codes and numbers, and be about nothing else: whatever word it has beside, it may be of another part. The kept
 * one may say a little more.
 * @param weightOf how rare a word is.
 */
export function sameness(asked: Sense, kept: Sense, weightOf: (word: string) => number): number {
  if (![...asked.aspects].every((aspect) => kept.aspects.has(aspect))) return 0
  if (!areSame(asked.codes, kept.codes)) return 0
  const [wanted, missing] = [unlike(asked, kept), unlike(kept, asked)]
  if (wanted.length > 0 || missing.some((word) => decisive.has(word))) return 0
  if (![...kept.words].some((word) => asked.words.has(word)) && asked.codes.size === 0) return 0
  const sum = (words: Iterable<string>) => [...words].reduce((total, word) => total + weightOf(word), 0)
  const things = kept.words.size + kept.codes.size
  if ((things - missing.length) / things < enough) return 0
  const share = 1 - sum(missing) / Math.max(1, sum(kept.words) + kept.codes.size)
  return share >= enough ? share : 0
}

/** What one is about and the other is not. */
const unlike = ({ words }: Sense, other: Sense): string[] =>
  [...words].filter((word) => word !== wholeMachine && !other.words.has(word))

const areSame = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && [...one].every((code) => other.has(code))
