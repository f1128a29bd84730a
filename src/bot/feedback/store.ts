import type { FeedbackRecord } from '../../assistant-api.ts'
import type { Clock } from '../../clock.ts'
import type { OpsDb } from '../../db.ts'
import { putOutgoing } from '../../outgoing-store.ts'
import type { Rating } from '../card.ts'

export interface FeedbackStore {
  /** Keeps what somebody thinks of an answer; a second opinion of theirs replaces the first. */
  rate(rating: Rating, personId: string, requestId: string): Promise<void>
}

interface FeedbackRow {
  version: number
}

/** Feedback on answers, each mirrored to the assistant through the outbox. */
export function feedbackStore(db: OpsDb, clock: Clock): FeedbackStore {
  return {
    rate: ({ messageId, rating, reason = null }, personId, requestId) =>
      db.$transaction(async (transaction) => {
        const [row] = await transaction.$queryRaw<FeedbackRow[]>`
          INSERT INTO feedback (message_id, person_id, rating, reason, version, created_at)
          VALUES (${messageId}, ${personId}, ${rating}, ${reason}, 1, ${clock.now()})
          ON CONFLICT (message_id, person_id) DO UPDATE SET rating = EXCLUDED.rating,
            reason = EXCLUDED.reason, version = feedback.version + 1
          RETURNING version`
        const record: FeedbackRecord = { version: row?.version ?? 1, subject: personId, rating, reason }
        await putOutgoing(transaction, clock, {
          destination: 'feedback',
          key: `${messageId}/${personId}`,
          version: record.version,
          payload: { ...record },
          requestId,
        })
      }),
  }
}
