import { UserError } from '../../errors.ts'
import { answer } from '../answering.ts'
import type { Asked, Request } from '../handler.ts'
import type { Outcome } from '../inbox.ts'
import { replyKey } from '../reply.ts'

/** Answers a question from the manuals. */
export async function ask(asked: Asked, request: Request): Promise<Outcome | undefined> {
  if (asked.text === '') {
    throw new UserError('no_question', 'There is no question after /ai ask.', {
      action: 'Write it behind the command, or without any command at all.',
    })
  }
  return await answer({ ...asked, postKey: replyKey(request.delivery) }, request)
}
