import type { Actor } from '../../actor.ts'
import { type Citation, maxMessageLength, maxVerifiedLength } from '../../assistant-api.ts'
import { later } from '../../clock.ts'
import { UserError } from '../../errors.ts'
import { isAway } from '../assistant/refusal.ts'
import type { Collaborators, Request } from '../handler.ts'
import type { Outcome } from '../inbox.ts'
import type { Place } from '../platform.ts'
import { actorOf } from '../runs/actor.ts'
import type { VerifiedAnswer } from './answer.ts'
import { showAnswer } from './show.ts'

/** An answer that somebody would keep for whoever asks the same again. */
export interface WantedAnswer {
  /** What it is kept at, such as the delivery that resolved the case: kept twice is one. */
  sourceKey: string
  caseNumber: number | null
  question: string
  answer: string
  machineModel: string | null
  /** The passages it stands on; their documents must stay as they are for it to be given. */
  citations: Citation[]
  /** The id of the person whose words they are. */
  writtenBy: string
}

/** While the assistant is away it is tried so often, in milliseconds. */
const waitMs = 5_000

/**
 * Keeps an answer, once, and shows it to those who may approve it: where cases are read together, else where it was
 * proposed. While the assistant is away, which knows the files of the documents, it says when to try again.
 * @throws UserError where it is empty or too long, or a document it stands on is gone; nothing is kept then.
 */
export async function proposeAnswer(wanted: WantedAnswer, request: Request): Promise<Outcome | undefined> {
  const { clock } = request.with
  const by = { actor: actorOf(request), place: placeOfReview(request), signal: request.signal }
  try {
    const answer = await keptAnswer(wanted, by, request.with)
    await showAnswer(answer, request)
    return undefined
  } catch (error) {
    if (!isAway(error)) throw error
    return { state: 'waiting', dueAt: later(clock.now(), waitMs) }
  }
}

/** Who proposes it, and where its card is to be. */
interface ProposedBy {
  actor: Actor
  place: Place
  signal: AbortSignal
}

type ProposeFacts = Pick<Collaborators, 'verified' | 'people' | 'assistant'>

/** An answer as it is kept, once. @throws UserError as `proposeAnswer` does; also where the assistant is away. */
export async function keptAnswer(
  wanted: WantedAnswer,
  { actor, place, signal }: ProposedBy,
  { verified, people, assistant }: ProposeFacts,
): Promise<VerifiedAnswer> {
  const known = await verified.bySource(wanted.sourceKey)
  if (known !== null) return known
  const { writtenBy, citations } = wanted
  return await verified.propose(
    {
      ...wanted,
      question: within(wanted.question, maxMessageLength, 'The question'),
      answer: within(wanted.answer, maxVerifiedLength, 'The answer'),
      language: people().byId(writtenBy)?.language ?? null,
      documents: await documentsOf(citations, assistant, signal),
      place,
    },
    actor,
  )
}

/** The files that the cited documents are now. */
async function documentsOf(
  citations: Citation[],
  { forRuns }: ProposeFacts['assistant'],
  signal: AbortSignal,
): Promise<VerifiedAnswer['documents']> {
  const titles = new Map(citations.map((citation) => [citation.document_id, citation.title]))
  return await Promise.all(
    [...titles].map(async ([id, title]) => {
      const document = await forRuns.document(id, signal)
      if (document === null) throw gone(title)
      return { document_id: id, sha256: document.sha256 }
    }),
  )
}

/** Not where only one person reads: another one is to look at it. */
function placeOfReview({ platform, delivery: { place } }: Request): Place {
  return platform.rooms.cases ?? platform.lastsAt?.(place) ?? platform.sharesTo(place) ?? place
}

function within(text: string, limit: number, what: string): string {
  const trimmed = text.trim()
  if (trimmed !== '' && trimmed.length <= limit) return trimmed
  const why = trimmed === '' ? 'is empty' : `is longer than ${limit.toLocaleString('en')} characters`
  throw new UserError('bad_answer', `${what} ${why}, so the answer was not kept.`, {
    action: trimmed === '' ? 'Write it first.' : 'Shorten it.',
  })
}

const gone = (title: string): UserError =>
  new UserError(
    'document_gone',
    `“${title}” is not in the knowledge base any more, so the answer was not kept.`,
    {
      action: 'Take another passage, or none.',
      status: 409,
    },
  )
