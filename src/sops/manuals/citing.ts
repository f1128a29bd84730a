import type { ChatAnswer, Citation } from '../../assistant-api.ts'
import type { Verdict } from '../checks.ts'

/** A question that was asked about a document, and what came of it. */
export interface Answered {
  question: string
  answer: ChatAnswer
}

/** The first citation of a document; undefined where an answer stands on none of it. */
export function citationOf(id: string, { answer }: Answered): Citation | undefined {
  return answer.citations.find(({ document_id: one }) => one === id)
}

/** Whether an answer stands on a document; one of several questions is enough. */
export function checkCited(id: string, asked: readonly Answered[]): Verdict {
  const cited = asked.find((one) => citationOf(id, one) !== undefined)
  const citation = cited && citationOf(id, cited)
  if (cited === undefined || citation === undefined) return failed(notCited(asked))
  const { question, answer } = cited
  const how = answer.mode === 'model' ? 'written by AI' : 'quoted'
  const value = `page ${citation.page}, ${how}, for “${question}”`
  return {
    verdict: 'met',
    detail: `The chat cites it: ${value}.`,
    evidence: [{ label: 'Cited', value }],
    noted: { cited: { label: `${citation.title}, page ${citation.page}`, url: citation.url } },
  }
}

function notCited(asked: readonly Answered[]): string {
  const [first] = asked
  if (first === undefined) return 'There is nothing in it that a question could be asked about.'
  const { question, answer } = first
  const [other] = answer.citations
  const instead =
    other === undefined
      ? 'was answered with “not found”'
      : `was answered from “${other.title}”, page ${other.page}`
  const more = asked.length - 1
  const others =
    more === 0 ? '' : ` ${more === 1 ? '1 more question' : `${more} more questions`} did not cite it either.`
  return `“${question}” ${instead}.${others}`
}

const failed = (detail: string): Verdict => ({ verdict: 'failed', detail, evidence: [] })
