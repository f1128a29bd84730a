import type { Suggestions } from '../../assistant-api.ts'
import type { AssistantDb } from '../../db.ts'
import { foldModel } from './fold.ts'
import { type IndexedHeading, knownModels, readyHeadings } from './heading-store.ts'
import { pathSeparator } from './indexed.ts'
import { type QuestionKind, questionFrom } from './question.ts'

type Question = Suggestions['questions'][number]

const mostQuestions = 16

/**
 * What a person could begin with: the machine models, and questions that sections of the manuals answer,
 * varied over documents and models.
 * @param language two letters: its manuals' questions come alone where there are any.
 */
export async function suggest(db: AssistantDb, language: string | undefined): Promise<Suggestions> {
  const headings = await readyHeadings(db)
  const own = headings.filter((heading) => heading.language === language)
  return {
    machine_models: distinctModels(await knownModels(db)),
    questions: inTurns(questionsByDocument(own.length > 0 ? own : headings), mostQuestions),
  }
}

function distinctModels(models: string[]): string[] {
  const byName = new Map<string, string>()
  for (const model of models) {
    if (!byName.has(foldModel(model))) byName.set(foldModel(model), model)
  }
  return [...byName.values()].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

const kinds: QuestionKind[] = ['work', 'error', 'thing']

/** The questions of each document, its kinds in turn, each document beginning with another kind. */
function questionsByDocument(headings: IndexedHeading[]): Question[][] {
  const documents = [...Map.groupBy(headings, (heading) => heading.documentId).values()]
  return documents.map((ofOne, index) => {
    const questions = ofOne.flatMap(questionOf)
    const byKind = kinds.map((kind) =>
      questions.filter((one) => one.kind === kind).map((one) => one.question),
    )
    const rotated = [...byKind.slice(index % kinds.length), ...byKind.slice(0, index % kinds.length)]
    return inTurns(
      rotated.map((some) => spread(some, mostQuestions)),
      mostQuestions,
    )
  })
}

function questionOf({ heading, language, machineModels }: IndexedHeading, index: number) {
  const found = questionFrom(heading.split(pathSeparator).at(-1) ?? '', language)
  if (found === undefined) return []
  const model = machineModels[index % Math.max(1, machineModels.length)] ?? null
  return [{ kind: found.kind, question: { question: found.question, machine_model: model, language } }]
}

/** `count` items at even distances. */
function spread<T>(items: T[], count: number): T[] {
  const step = items.length / count
  if (step <= 1) return items
  return Array.from({ length: count }, (_, index) => items[Math.floor((index + 0.5) * step)]).filter(
    (item) => item !== undefined,
  )
}

/** One question of each list in turn; none twice for a model. */
function inTurns(lists: Question[][], limit: number): Question[] {
  const chosen = new Map<string, Question>()
  const rounds = Math.max(0, ...lists.map((questions) => questions.length))
  for (let round = 0; round < rounds; round += 1) {
    for (const questions of lists) {
      const one = questions[round]
      const key = `${one?.machine_model} ${one?.question}`
      if (one !== undefined && chosen.size < limit && !chosen.has(key)) chosen.set(key, one)
    }
  }
  return [...chosen.values()]
}
