import type {
  ChatAnswer,
  DocumentTests,
  Info,
  KnowledgeDocument,
  Performance,
  SearchResult,
  Suggestions,
} from '../assistant-api.ts'

/** A question that a check asks. */
export interface TestQuestion {
  question: string
  machineModel?: string
  /** A repeat of it gets the same answer instead of another. */
  key: string
}

/**
 * What a run needs of the assistant. Every call throws a UserError: `assistant_away` (503) where it does not
 * answer, otherwise what it refused and why.
 */
export interface AssistantCalls {
  info(signal?: AbortSignal): Promise<Info>
  /** Asks in a session of its own, to the end of the answer. */
  ask(question: TestQuestion, signal?: AbortSignal): Promise<ChatAnswer>
  search(query: string, machineModel: string | null, signal?: AbortSignal): Promise<SearchResult[]>
  documents(signal?: AbortSignal): Promise<KnowledgeDocument[]>
  /** Questions that the manuals answer; none where there are no manuals yet. */
  suggestions(signal?: AbortSignal): Promise<Suggestions['questions']>
  /** How the chat has been lately; `today` in the usage is that of the zone. */
  performance(timeZone: string, signal?: AbortSignal): Promise<Performance>
  /** Null where there is none of that id. */
  document(id: string, signal?: AbortSignal): Promise<KnowledgeDocument | null>
  /** Words and questions out of a document; null where there is none of that id. */
  documentTests(id: string, signal?: AbortSignal): Promise<DocumentTests | null>
  /** Has a document read anew from its original. */
  readAgain(id: string, signal?: AbortSignal): Promise<void>
  /** Removes a document with its original; one that is gone already is as good. */
  removeDocument(id: string, signal?: AbortSignal): Promise<void>
}
