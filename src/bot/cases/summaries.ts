import type { SummaryRequest } from '../../assistant-api.ts'
import type { Case } from '../../oncall/case.ts'
import type { CaseMessages, Said } from '../../oncall/messages-store.ts'
import type { SummaryStore } from '../../oncall/summaries-store.ts'
import { type OutageParts, throughOutages } from '../../outage.ts'
import { shorten } from '../../shorten.ts'
import { startWorker, type Worker } from '../../worker.ts'

/** Has a model write about a case from what is known of it; null where none does. */
export type Summarise = (
  facts: SummaryRequest,
  requestId: string,
  signal: AbortSignal,
) => Promise<string | null>

export interface SummariesParts {
  summaries: SummaryStore
  messages: Pick<CaseMessages, 'of'>
  summarise: Summarise
}

/** How often to look for cases that others opened, in milliseconds; one that is opened here wakes the worker. */
const restMs = 1_000

/**
 * Asks for a summary of each case, once it is shown: nobody waits for it, and without one the facts stand. A bot that
 * ends meanwhile has not asked; the next one does.
 */
export function startSummaries(parts: SummariesParts & OutageParts): Worker {
  const { summaries, messages, summarise, log } = parts
  const stopping = new AbortController()
  const step = async () => {
    const one = await summaries.nextOwed()
    if (one === null) return false
    const { number, evidence } = one
    const facts = factsOf(one, await messages.of(number))
    const summary = await summarise(facts, evidence.requestId, stopping.signal).catch((error: unknown) => {
      if (!stopping.signal.aborted) log.info({ err: error, case: number }, 'a case has no summary')
      return null
    })
    if (stopping.signal.aborted) return false
    await summaries.keep(number, summary)
    return true
  }
  const worker = startWorker({ name: 'summaries of cases', log, restMs, step: throughOutages(step, parts) })
  return {
    wake: worker.wake,
    stop: async () => {
      stopping.abort()
      await worker.stop()
    },
  }
}

/** What is known of a case, no more of it than the assistant takes. */
function factsOf({ question, machineModel, evidence }: Case, said: Said[]): SummaryRequest {
  const { answer, passages = [], tried = [] } = evidence
  return {
    question: shorten(question, 4_000),
    ...(answer !== undefined && answer.trim() !== '' && { answer: shorten(answer, 4_000) }),
    passages: passages.slice(0, 10).map(({ title, page, quote }) => ({
      title: shorten(title, 400),
      page,
      ...(quote.trim() !== '' && { text: shorten(quote, 2_000) }),
    })),
    tried: tried.slice(-20).map((one) => shorten(one, 1_000)),
    words: said.slice(-20).map(wordsOf),
    ...(machineModel !== null && { machine_model: machineModel }),
  }
}

const wordsOf = ({ text, files }: Said): string =>
  shorten([text, ...files.map(({ name }) => `(file: ${name})`)].join(' '), 1_000)
