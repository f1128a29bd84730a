import type { Sender } from '../members.ts'
import { type TeamsActivity, tenantOf } from './activity.ts'

/** Who sent an activity, as Teams says. */
export function senderOf(activity: TeamsActivity): Sender {
  const { from, conversation, serviceUrl } = activity
  const person = (from.aadObjectId ?? from.id).toLowerCase()
  return {
    person,
    userId: from.id,
    name: from.name ?? person,
    tenant: tenantOf(activity),
    conversation: conversation.id,
    serviceUrl,
  }
}
