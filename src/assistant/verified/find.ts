import type { AssistantDb } from '../../db.ts'
import { expectedFigure } from '../answer/expected.ts'
import { modelsNamedIn, withoutModels } from '../answer/machine-model.ts'
import type { Asked } from '../answer/understand.ts'
import { foldModel } from '../knowledge/fold.ts'
import { stemmerOf } from '../knowledge/stemmers.ts'
import { stemsOf } from '../knowledge/stems-store.ts'
import { sameness } from './same-question.ts'
import { type Sense, senseOf } from './sense.ts'
import { type StandingAnswer, standingAnswers, termWeights } from './store.ts'

/** The words of a concept are many: it weighs as a word that is neither rare nor common. */
const conceptWeight = 3

/**
 * The verified answer to a question in other words; undefined where none is surely meant, which is the usual case:
 * a wrong answer under somebody's name is worse than none.
 * @param knownModels of the knowledge base; where it knows one machine alone, that one is meant.
 */
export async function findVerified(
  db: AssistantDb,
  asked: Asked,
  knownModels: string[],
  now: Date,
): Promise<StandingAnswer | undefined> {
  const { language } = asked
  const machineModel = modelMeant(asked, knownModels)
  const standing = await standingAnswers(db, { now, language, machineModel })
  if (standing.length === 0) return undefined
  // Who names the model of the machine asks of the machine.
  const named = modelsNamedIn(asked.text, knownModels).length > 0 ? ' machine' : ''
  const question = asked.queries[0] ?? asked.text
  const [sense, ...kept] = await stemmed(db, language, [
    senseOf(`${question}${named}`, language),
    ...standing.map((one) => senseOf(withoutModels(one.question, knownModels), language)),
  ])
  if (sense === undefined) return undefined
  const weights = await termWeights(db, [...new Set(kept.flatMap(({ words }) => [...words]))])
  const weightOf = (word: string) =>
    word.startsWith('@') ? conceptWeight : (weights.get(word) ?? conceptWeight)
  const givesFigure = expectedFigure(question)
  const found = standing
    .map((one, index) => ({ one, share: sameness(sense, kept[index] ?? sense, weightOf) }))
    .filter(({ one, share }) => share > 0 && (givesFigure?.(one.answer) ?? true))
  return found.toSorted((one, other) => other.share - one.share)[0]?.one
}

/** The machine that is meant, also where it need not be said. Who names several means none of them alone. */
function modelMeant({ text, machineModel }: Asked, knownModels: string[]): string | null {
  if (machineModel !== null) return machineModel
  const [only, ...others] = new Set(knownModels.map(foldModel))
  return others.length === 0 && modelsNamedIn(text, knownModels).length < 2 ? (only ?? null) : null
}

/** The senses with stems for words, as the language's manuals have them; concepts stay. The first one's words lead. */
async function stemmed(db: AssistantDb, language: string, senses: Sense[]): Promise<Sense[]> {
  const words = [...new Set(senses.flatMap((sense) => [...sense.words]))]
  const plain = words.filter((word) => !word.startsWith('@'))
  const stems = await stemsOf(db, stemmerOf(language), plain)
  const lead = plain.filter((word) => senses[0]?.words.has(word))
  const known = new Map(plain.map((word, at) => [word, stems[at] ?? word]))
  const stemOf = (word: string) => {
    const like = language === 'en' ? undefined : lead.find((other) => areForms(word, other))
    return known.get(like ?? word) ?? word
  }
  return senses.map((sense) => ({ ...sense, words: new Set([...sense.words].map(stemOf)) }))
}

/** Whether two words are forms of one, which the stemmers of richer languages do not always see. */
function areForms(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  let common = 0
  while (common < short.length && short[common] === long[common]) common += 1
  return common >= 5 && long.length - common <= 2
}
