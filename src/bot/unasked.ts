import { UserError } from '../errors.ts'
import { finish, type Question } from './answering.ts'
import { askQuietly } from './asking.ts'
import { answerCard } from './cards/answer.ts'
import { isDeleted } from './deleted.ts'
import type { Request } from './handler.ts'

/**
 * Answers a question that nobody put to the bot, where it knows; elsewhere it says nothing. An earlier answer is
 * corrected in any case.
 */
export async function answerUnasked(question: Question, request: Request): Promise<undefined> {
  const { platform, delivery, with: collaborators } = request
  if (await isDeleted(question, request)) return
  try {
    const found = await askQuietly(question, request, () => undefined)
    const stands = await platform.read({ ...delivery.place, key: question.postKey })
    if (found.mode === 'none' && stands === null) return
    const timeZone = collaborators.runbook().service.time_zone
    await finish(answerCard(found, { ...question, timeZone }), question, request)
  } catch (error) {
    if (request.signal.aborted || !(error instanceof UserError)) throw error
    collaborators.log.info({ request_id: delivery.requestId, code: error.code }, 'left unanswered, unasked')
  }
}
