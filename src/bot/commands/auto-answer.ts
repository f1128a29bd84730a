import { UserError } from '../../errors.ts'
import { autoAnswerCard } from '../cards/auto-answer.ts'
import type { Asked, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'

/** Whether the words behind the command switch it. */
export function isSwitch(text: string): boolean {
  return text === 'on' || text === 'off'
}

/** Sets whether the questions of a channel are answered without being asked. */
export async function autoAnswer({ text }: Asked, request: Request): Promise<undefined> {
  const { platform, delivery, person } = request
  if (platform.setAutoAnswer === undefined) {
    throw new UserError('no_channel', 'There are no channels here; every message is answered.', {
      action: 'Type it in the channel of a chat platform that it is for.',
    })
  }
  const wanted = text.toLowerCase()
  if (!isSwitch(wanted)) {
    throw new UserError('unclear', 'That is neither on nor off.', {
      action: 'Type /ai auto-answer on or /ai auto-answer off in the channel that it is for.',
    })
  }
  await platform.setAutoAnswer(delivery.place, wanted === 'on', person.id)
  await platform.whisper(delivery.place, person.id, replyKey(delivery), autoAnswerCard(wanted === 'on'))
}
