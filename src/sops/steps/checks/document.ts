import type { KnowledgeDocument } from '../../../assistant-api.ts'
import type { Verdict } from '../../checks.ts'
import { type Answered, checkCited, citationOf } from '../../manuals/citing.ts'
import { checkFound, queriesOf } from '../../manuals/finding.ts'
import { checkRead } from '../../manuals/reading.ts'
import type { CheckKind } from '../kinds.ts'
import type { StepParts } from '../parts.ts'

interface OfDocument {
  document: string
}

/** Every page of it has been read, and it is indexed. */
export const documentRead: CheckKind<OfDocument> = {
  command: ({ document: id }) => `assistant document ${id}`,
  look: async ({ document: id }, _, { assistant, signal }) =>
    checkRead(id, await assistant.documents(signal)),
}

/** It stands in the list of what can be searched. */
export const documentListed: CheckKind<OfDocument> = {
  command: () => 'assistant documents',
  async look({ document: id }, _, { assistant, signal }) {
    const all = await assistant.documents(signal)
    const place = all.findIndex((one) => one.document_id === id && one.status === 'ready') + 1
    if (place === 0) return gone
    const detail = `It stands in the list of ${all.length === 1 ? '1 manual' : `${all.length} manuals`}, ready.`
    return { verdict: 'met', detail, evidence: [] }
  },
}

/** A search for its words, for its machine, finds it. */
export const documentFound: CheckKind<OfDocument & { words: string }> = {
  command: ({ document: id, words }) => `assistant search ${words || `for words of ${id}`}`,
  async look({ document: id, words }, _, { assistant, signal }) {
    const known = await assistant.document(id, signal)
    const tests = await assistant.documentTests(id, signal)
    if (known === null || tests === null) return gone
    const results = (query: string) => assistant.search(query, machineOf(known), signal)
    const searched = queriesOf(words, tests).map(async (query) => ({ query, results: await results(query) }))
    const { evidence, ...found } = checkFound(id, await Promise.all(searched))
    const passages = { label: 'Passages', value: tests.passages.toLocaleString('en') }
    return { ...found, evidence: [passages, ...evidence] }
  },
}

/** A question that it answers is answered from it. */
export const documentCited: CheckKind<OfDocument> = {
  command: ({ document: id }) => `assistant chat a question that ${id} answers`,
  async look({ document: id }, { key }, parts) {
    const known = await parts.assistant.document(id, parts.signal)
    const tests = await parts.assistant.documentTests(id, parts.signal)
    if (known === null || tests === null) return gone
    const asked: Answered[] = []
    for (const [index, question] of tests.questions.entries()) {
      const answered = await ask(question, `${key}-${index}`, known, parts)
      asked.push(answered)
      if (citationOf(id, answered) !== undefined) break
    }
    return checkCited(id, asked)
  },
}

async function ask(
  question: string,
  key: string,
  document: KnowledgeDocument,
  { assistant, signal }: StepParts,
): Promise<Answered> {
  const machineModel = machineOf(document)
  const about = { question, key, ...(machineModel !== null && { machineModel }) }
  return { question, answer: await assistant.ask(about, signal) }
}

/** As a person would choose it who works at the machine. */
const machineOf = ({ machine_models: [first] }: KnowledgeDocument): string | null => first ?? null

const gone: Verdict = { verdict: 'failed', detail: 'The manual is gone: somebody removed it.', evidence: [] }
