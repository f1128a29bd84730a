import type { Citation } from '../../assistant-api.ts'
import type { Emit } from '../event-stream.ts'
import type { Passage } from '../knowledge/search.ts'
import type { AskModel, ReplyFacts } from '../llm/chat-model.ts'
import { sentenceChecker, type Verdict } from './check.ts'
import { citationOf, type PublicUrl, spanBehind } from './cite.ts'
import { type DraftSentence, startDraft } from './draft.ts'
import { notFoundMark, promptFor } from './prompt.ts'
import type { Grounded } from './quote.ts'
import { spansOf, wordCount } from './spans.ts'
import type { Asked } from './understand.ts'
import { warningsOf } from './warnings.ts'

export interface WriteOptions {
  asked: Asked
  passages: Passage[]
  ask: AskModel
  emit: Emit
  signal: AbortSignal
  publicUrl: PublicUrl
}

/** What came of asking the model. */
export type Written = { facts: ReplyFacts } & (
  | ({ kind: 'written'; stoppedEarly: boolean; withheld: string[] } & Grounded)
  /** It says that the passages do not hold the answer. */
  | { kind: 'not found' }
  /** Nothing of it can be shown; `shown` says whether something was. */
  | { kind: 'fallen'; why: string; shown: boolean }
)

/** The most words that are released. */
const mostWords = 150

/** Lets the model write, and releases each sentence once it has passed its checks. */
export async function write(options: WriteOptions): Promise<Written> {
  const { asked, passages, ask, emit, signal } = options
  const enough = new AbortController()
  const reply = ask(
    promptFor({
      question: asked.text,
      language: asked.language,
      machineModel: asked.machineModel,
      history: asked.history,
      passages,
    }),
    AbortSignal.any([signal, enough.signal]),
  )
  const draft = startDraft(asked.language)
  const sheet = startSheet(passages, asked.machineModel, emit)
  let broken = false
  try {
    for await (const piece of reply.text) {
      for (const sentence of draft.add(piece)) sheet.take(sentence)
      if (sheet.state.ended !== undefined) break
    }
    for (const sentence of draft.end()) sheet.take(sentence)
  } catch {
    signal.throwIfAborted()
    broken = true
  } finally {
    enough.abort()
  }
  return outcomeOf(sheet.state, broken, reply.facts(), options)
}

interface Released {
  text: string
  cites: number[]
}

interface SheetState {
  released: Released[]
  text: string
  withheld: string[]
  ended: undefined | 'full' | 'not found' | { fell: string }
}

/** Where released sentences are put together; its marks number the citations in the order of their use. */
function startSheet(passages: Passage[], machineModel: string | null, emit: Emit) {
  const check = sentenceChecker(passages, machineModel)
  const state: SheetState = { released: [], text: '', withheld: [], ended: undefined }
  let leadIns: DraftSentence[] = []
  const release = (sentence: DraftSentence, cites: number[]): void => {
    for (const one of [...leadIns, sentence]) {
      state.released.push({ text: one.text, cites: one === sentence ? cites : [] })
      const piece = (state.text === '' ? '' : one.before) + renumbered(one.text, citedOrder(state.released))
      state.text += piece
      emit('delta', { text: piece })
    }
    leadIns = []
    if (wordCount(state.text) > mostWords) state.ended = 'full'
  }
  const take = (sentence: DraftSentence): void => {
    if (state.ended !== undefined) return
    if (sentence.text.startsWith(notFoundMark) && state.text === '') state.ended = 'not found'
    else act(sentence, check(sentence.text))
  }
  const act = (sentence: DraftSentence, verdict: Verdict): void => {
    if (verdict.kind === 'good') release(sentence, verdict.cites)
    else if (verdict.kind === 'lead-in') leadIns.push(sentence)
    else withhold(sentence, verdict.why)
  }
  const withhold = (sentence: DraftSentence, why: string): void => {
    leadIns = []
    // Without its conclusion an answer is none, and a procedure with a hole is worse than none.
    if (state.text === '' || /^\s*\(?\d/.test(sentence.text)) state.ended = { fell: why }
    else state.withheld.push(why)
  }
  return { state, take }
}

function outcomeOf(state: SheetState, broken: boolean, facts: ReplyFacts, options: WriteOptions): Written {
  const { ended, text } = state
  const shown = text !== ''
  if (ended === 'not found') return { kind: 'not found', facts }
  if (typeof ended === 'object') return { kind: 'fallen', why: ended.fell, shown, facts }
  if (!shown) return { kind: 'fallen', why: broken ? 'the model failed' : 'nothing to show', shown, facts }
  return {
    kind: 'written',
    facts,
    stoppedEarly: broken || facts.cut || ended === 'full',
    withheld: state.withheld,
    ...grounded(state, options),
  }
}

function grounded({ released, text }: SheetState, { passages, asked, publicUrl }: WriteOptions): Grounded {
  const cited = citedOrder(released).flatMap((number) => passages[number - 1] ?? [])
  const citations = cited.flatMap((passage): Citation[] => {
    const number = passages.indexOf(passage) + 1
    const claims = released.filter(({ cites }) => cites.includes(number)).map((sentence) => sentence.text)
    const quoted = spanBehind(claims.join(' '), spansOf(passage, asked.language))
    return quoted === undefined ? [] : [citationOf(passage, [quoted], quoted, publicUrl)]
  })
  return { text, citations, warnings: warningsOf(cited, asked.text, asked.language) }
}

/** The passages that are cited, by number in the prompt, in the order of their first use. */
function citedOrder(released: Released[]): number[] {
  return [...new Set(released.flatMap(({ cites }) => cites))]
}

function renumbered(text: string, order: number[]): string {
  return text
    .replace(/\[(\d{1,3})\]/g, (_, number: string) => `[${order.indexOf(Number(number)) + 1}]`)
    .replace(/\](\s+)\[/g, '][')
}
