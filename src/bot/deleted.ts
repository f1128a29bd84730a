import type { Asked, Request } from './handler.ts'

/** Whether the message of a question was deleted meanwhile. */
export async function isDeleted(
  { messageKey }: Asked,
  { with: { findDelivery } }: Request,
): Promise<boolean> {
  return (await findDelivery(deletionKey(messageKey))) !== null
}

/** The key of the delivery that tells of a message's deletion. */
const deletionKey = (messageKey: string): string => `${messageKey}:deleted`
