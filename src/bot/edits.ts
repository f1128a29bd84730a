import { UserError } from '../errors.ts'
import { answer } from './answering.ts'
import { deletedCard } from './cards/answer.ts'
import type { Collaborators, Request } from './handler.ts'
import type { Outcome } from './inbox.ts'
import type { Inbound, Message, Platform } from './platform.ts'
import { questionOf } from './question.ts'
import { readingOf } from './reading.ts'
import { replyKey } from './reply.ts'
import { answerUnasked } from './unasked.ts'

/** A question that was changed is answered anew, in the post of its first answer. A command is never run again. */
export async function handleEdit(
  { of, text }: Extract<Inbound, { kind: 'edit' }>,
  request: Request,
): Promise<Outcome | undefined> {
  const { delivery, with: collaborators } = request
  const message = await messageOf(of, collaborators)
  if (message === null || text === '') return
  if (!isQuestion(message) || !isQuestion({ ...message, text })) {
    throw new UserError('edited_command', 'Commands are not run again when edited.', {
      action: 'Send it as a new message.',
    })
  }
  const question = { ...(await questionOf(delivery.key, request)), postKey: replyKey({ key: of }) }
  return message.unaddressed ? await answerUnasked(question, request) : await answer(question, request)
}

/** Where a question was deleted, its answer goes too; one that still waits sees by itself that it was. */
export async function handleDeletion(
  { of }: Extract<Inbound, { kind: 'deletion' }>,
  platform: Platform,
  collaborators: Pick<Collaborators, 'findDelivery'>,
): Promise<undefined> {
  const original = await collaborators.findDelivery(of)
  if (original?.inbound.kind !== 'message' || !isQuestion(original.inbound)) return
  const post = { ...original.place, key: replyKey({ key: of }) }
  if ((await platform.read(post)) !== null) await platform.update(post, deletedCard())
}

/** The message that was edited; null where it is none of ours. */
export async function messageOf(
  key: string,
  { findDelivery }: Pick<Collaborators, 'findDelivery'>,
): Promise<Message | null> {
  const inbound = (await findDelivery(key))?.inbound
  return inbound?.kind === 'message' ? inbound : null
}

function isQuestion(message: Message): boolean {
  const reading = readingOf(message)
  return reading.kind !== 'command' || reading.command.isQuestion === true
}
