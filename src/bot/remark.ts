import { maxMessageLength } from '../assistant-api.ts'
import type { Asked, Request } from './handler.ts'
import { ratingIn } from './rating.ts'

/** Why somebody found an answer bad, by the delivery that said it; empty where that is no longer kept. */
export async function remarkOf(feedbackKey: string, { with: { findDelivery } }: Request): Promise<string> {
  const inbound = (await findDelivery(feedbackKey))?.inbound
  if (inbound?.kind !== 'click' || inbound.action !== 'feedback') return ''
  return ratingIn(inbound.value).reason ?? ''
}

/** The question with the remark in the asker's own words: nothing is added that could sway its language. */
export function withRemark(asked: Asked, remark: string): Asked {
  const question = asked.text.slice(0, maxMessageLength - remark.length - 1)
  return { ...asked, text: `${question}\n${remark}`.trim() }
}
