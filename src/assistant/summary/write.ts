import type { SummaryRequest } from '../../assistant-api.ts'
import { startDraft } from '../answer/draft.ts'
import { evidenceOf, figuresOf, hasFigure } from '../answer/figures.ts'
import { wordCount } from '../answer/spans.ts'
import type { AskModel } from '../llm/chat-model.ts'
import { partsOf, summaryPrompt } from './prompt.ts'

/** A summary that can be shown, or why there is none. */
export type Summary = { summary: string; why?: undefined } | { summary: null; why: string }

/** The most words that are shown. */
const mostWords = 110
const address = /:\/\/|www\.|\S@\S/i

/** Has the model write what a case is about, and judges it as a whole: a part of it could mislead. */
export async function summarise(facts: SummaryRequest, ask: AskModel, signal: AbortSignal): Promise<Summary> {
  const reply = ask(summaryPrompt(facts), signal)
  const draft = startDraft('en')
  const sentences = []
  try {
    for await (const piece of reply.text) sentences.push(...draft.add(piece))
    sentences.push(...draft.end())
  } catch {
    signal.throwIfAborted()
    return { summary: null, why: 'the model failed' }
  }
  if (reply.facts().cut) return { summary: null, why: 'it was cut off' }
  const summary = sentences.map(({ text }) => text).join(' ')
  const why = faultIn(summary, facts)
  return why === null ? { summary } : { summary: null, why }
}

/** Why a summary cannot be shown; null where it can. */
function faultIn(summary: string, facts: SummaryRequest): string | null {
  if (summary === '') return 'the model wrote nothing'
  if (wordCount(summary) > mostWords) return 'it is too long'
  if (address.test(summary)) return 'it names an address'
  // Part by part: what ends one and begins the next is no figure.
  const evidence = partsOf(facts).map(({ text }) => evidenceOf(text))
  const isGiven = (figure: ReturnType<typeof figuresOf>[number]) =>
    evidence.some((one) => hasFigure(one, figure))
  return figuresOf(summary).every(isGiven) ? null : 'it gives a figure that was not given'
}
