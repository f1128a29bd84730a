import { UserError } from '../../errors.ts'
import { getAPerson } from '../escalation.ts'
import type { Asked, Request } from '../handler.ts'

/** Hands a question to the on-call engineer. */
export async function escalate({ text, machineModel }: Asked, request: Request): Promise<undefined> {
  if (text === '') {
    throw new UserError('no_question', 'There is no question after /ai escalate.', {
      action:
        'Write behind the command what the engineer should know, such as /ai escalate E-104 after start-up.',
    })
  }
  await getAPerson({ question: text, machineModel, sourceKey: request.delivery.key }, request)
}
