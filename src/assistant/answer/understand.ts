import { detectLanguage } from './language.ts'
import { modelsNamedIn, withoutModels } from './machine-model.ts'
import { wantedOf } from './overlap.ts'
import type { Question } from './question.ts'

/** A question with everything that is to be known before searching. */
export interface Asked extends Question {
  /** Two letters: what the answer is written in. */
  language: string
  /** Null: all of them. */
  machineModel: string | null
  /** What to search for, first what is likelier meant: a short follow-up means the earlier question too. */
  queries: string[]
}

/** The most words of a question that may lean on the one before it. */
const fewWords = 2
const goesOn =
  /^(?:and|also|then|what about|how about|or|but|και|κι|ή|τότε|und|oder|et|ou|y|o|e|en)\b|^(?:και|κι|ή|τότε)\s/iu

/** Finds out what is asked, about which machine, and in which language. */
export function understand(question: Question, knownModels: string[]): Asked {
  const language = detectLanguage(question.text) ?? question.language ?? question.session.language ?? 'en'
  const named = modelsNamedIn(question.text, knownModels)
  const chosen = question.machineModel ?? question.session.machineModel
  const machineModel = named.length === 0 ? chosen : named.length === 1 ? (named[0] ?? null) : null
  const topic = withoutModels(question.text, knownModels)
  const earlier = topicSoFar(question, language, knownModels)
  const leans = earlier !== '' && leansOnEarlier(topic, language)
  const queries = leans ? [`${earlier} ${topic}`, topic] : [topic]
  return { ...question, language, machineModel, queries: queries.map((query) => query || question.text) }
}

/** What the session was about before this question. */
function topicSoFar({ history }: Question, language: string, knownModels: string[]): string {
  return history.reduce((topic, turn) => {
    const own = withoutModels(turn.question, knownModels)
    return topic !== '' && leansOnEarlier(own, language) ? `${topic} ${own}` : own
  }, '')
}

/** Whether a question says too little to be searched for by itself; a code stands for itself. */
function leansOnEarlier(topic: string, language: string): boolean {
  const wanted = wantedOf(topic, language)
  if (wanted.some((want) => want.words.length === 0)) return false
  return wanted.length <= fewWords || (goesOn.test(topic) && wanted.length <= 2 * fewWords)
}
