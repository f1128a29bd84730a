import type { AssistantDb } from '../../db.ts'

/** The stems of folded words, in their order; a word that its stemmer takes for a stop word is its own. */
export async function stemsOf(
  db: Pick<AssistantDb, '$queryRaw'>,
  stemmer: string,
  words: string[],
): Promise<string[]> {
  const rows = await db.$queryRaw<{ stem: string }[]>`
    SELECT coalesce((ts_lexize(${stemmer}::regdictionary, word))[1], word) AS stem
    FROM unnest(${words}::text[]) WITH ORDINALITY AS given (word, place) ORDER BY place`
  return rows.map(({ stem }) => stem)
}
