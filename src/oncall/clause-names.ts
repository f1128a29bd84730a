import { type Clause, clausesOf } from './clauses.ts'

/** Words that do not tell one clause from another. */
const fillers = new Set(
  'a again and are as at does for has have in is it more now of on or should than the then'.split(' '),
)
/** A name has at least so many words, where the clause has. */
const fewest = 2

/**
 * What each clause is called when it is typed, such as `service-down`: the first words of it that say something, as
 * many as it takes to tell it from the others.
 */
export function clauseNames(runbook: Parameters<typeof clausesOf>[0]): Map<string, Clause> {
  const clauses = clausesOf(runbook).map((clause) => ({ clause, words: wordsOf(clause) }))
  const start = (words: string[], length: number) => words.slice(0, length).join('-')
  return new Map(
    clauses.map(({ clause, words }) => {
      let length = fewest
      const isShared = () =>
        clauses.filter((other) => start(other.words, length) === start(words, length)).length > 1
      while (length < words.length && isShared()) length += 1
      return [start(words, length), clause]
    }),
  )
}

function wordsOf({ when }: Clause): string[] {
  const words = when.toLowerCase().match(/\p{L}+/gu) ?? []
  return words.filter((word) => !fillers.has(word))
}
