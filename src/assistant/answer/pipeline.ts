import type { Emit } from '../event-stream.ts'
import type { AskModel } from '../llm/chat-model.ts'
import type { StandingAnswer } from '../verified/store.ts'
import { nearestCitation, type PublicUrl } from './cite.ts'
import { phrasesIn } from './phrases.ts'
import type { Answer, Question } from './question.ts'
import { type Grounded, quoteAnswer } from './quote.ts'
import { type Found, nearestPassage, retrieve, type Search } from './retrieve.ts'
import { type Asked, understand } from './understand.ts'
import { type Written, write } from './write.ts'

export type FindVerified = (asked: Asked, knownModels: string[]) => Promise<StandingAnswer | undefined>

export interface PipelineParts {
  search: Search
  machineModels: () => Promise<string[]>
  /** The answer of a person to what is asked, in other words; undefined where none surely is. */
  findVerified: FindVerified
  /** Undefined: nobody writes, answers are quoted. */
  ask: AskModel | undefined
  publicUrl: PublicUrl
}

/** Passages that a model is given. */
const passagesForModel = 6

/** Answers a question: understand, give a person's answer, or search, judge, write or quote; show what it stands on. */
export async function answerQuestion(
  question: Question,
  emit: Emit,
  signal: AbortSignal,
  parts: PipelineParts,
): Promise<Answer> {
  const models = await parts.machineModels()
  const asked = understand(question, models)
  emit('status', { stage: 'searching', text: phrasesIn(asked.language).searching(asked.machineModel) })
  const kept = question.isOfManuals ? undefined : await parts.findVerified(asked, models)
  signal.throwIfAborted()
  if (kept !== undefined) return giveVerified(asked, kept, emit)
  const found = await retrieve(asked, parts.search)
  signal.throwIfAborted()
  const written = await writeIfWorthwhile(asked, found, emit, signal, parts)
  if (written?.kind === 'written') return show(modelAnswer(asked, written), emit)
  const quoted = written?.kind === 'not found' ? undefined : quoteIfAnswered(asked, found, parts)
  if (quoted === undefined) return await refuse(asked, found, written, emit, parts)
  emit(written?.kind === 'fallen' && written.shown ? 'replace' : 'delta', { text: quoted.text })
  return show(quotedAnswer(asked, quoted, written), emit)
}

function giveVerified(asked: Asked, kept: StandingAnswer, emit: Emit): Answer {
  const { id, question, answer: text, machineModel, citations, writtenBy, reviewedBy, expiresAt } = kept
  emit('delta', { text })
  const verified = { id, question, by: writtenBy, reviewed_by: reviewedBy, until: expiresAt.toISOString() }
  const answer: Answer = { ...blank(asked, undefined), text, citations, mode: 'verified', verified }
  return show({ ...answer, machineModel: asked.machineModel ?? machineModel }, emit)
}

async function writeIfWorthwhile(
  asked: Asked,
  found: Found,
  emit: Emit,
  signal: AbortSignal,
  { ask, publicUrl }: PipelineParts,
): Promise<Written | undefined> {
  if (ask === undefined || !found.worthReading) return undefined
  emit('status', { stage: 'writing', text: phrasesIn(asked.language).writing })
  const passages = found.passages.slice(0, passagesForModel)
  return await write({ asked, passages, ask, emit, signal, publicUrl })
}

function quoteIfAnswered(
  { language }: Asked,
  { answers, query, passages }: Found,
  { publicUrl }: PipelineParts,
): Grounded | undefined {
  return answers ? quoteAnswer({ query, passages, language, publicUrl }) : undefined
}

async function refuse(
  asked: Asked,
  found: Found,
  written: Written | undefined,
  emit: Emit,
  { search, publicUrl }: PipelineParts,
): Promise<Answer> {
  const text = phrasesIn(asked.language).notFound
  const nearest = await nearestPassage(asked, found, search)
  emit(written?.kind === 'fallen' && written.shown ? 'replace' : 'delta', { text })
  return {
    ...blank(asked, written),
    text,
    mode: 'none',
    nearest: nearest === undefined ? null : nearestCitation(nearest, asked.language, publicUrl),
  }
}

function modelAnswer(asked: Asked, written: Extract<Written, { kind: 'written' }>): Answer {
  const { withheld, facts, stoppedEarly } = written
  const failures = withheld
    .map((why) => `withheld: ${why}`)
    .concat(facts.failures.map((why) => `openai: ${why}`))
  return {
    ...blank(asked, written),
    ...groundsOf(written),
    mode: 'model',
    model: facts.model,
    stoppedEarly,
    error: failures.length === 0 ? null : failures.join('; '),
  }
}

function quotedAnswer(asked: Asked, quoted: Grounded, written: Written | undefined): Answer {
  return { ...blank(asked, written), ...quoted, mode: 'extractive' }
}

function groundsOf({ text, citations, warnings }: Grounded): Grounded {
  return { text, citations, warnings }
}

/** An answer with nothing in it but who asked what, and what the model took. */
function blank(asked: Asked, written: Written | undefined): Answer {
  const { promptTokens = null, completionTokens = null } = written?.facts ?? {}
  return {
    text: '',
    mode: 'none',
    machineModel: asked.machineModel,
    language: asked.language,
    citations: [],
    warnings: [],
    nearest: null,
    stoppedEarly: false,
    verified: null,
    model: null,
    promptTokens,
    completionTokens,
    error: failureOf(written),
  }
}

function failureOf(written: Written | undefined): string | null {
  if (written?.kind !== 'fallen') return null
  const { failures } = written.facts
  return failures.length > 0 ? `openai: ${failures.join(', then ')}` : `withheld: ${written.why}`
}

function show(answer: Answer, emit: Emit): Answer {
  emit('citations', { citations: answer.citations })
  return answer
}
