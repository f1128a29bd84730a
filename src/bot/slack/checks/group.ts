import { type Finding, failed, off, ok, warning } from '../../../finding.ts'
import { slackCodeOf } from '../api/calls.ts'
import { faultOf } from './fault.ts'
import { ifKnown } from './known.ts'
import type { CheckParts } from './parts.ts'

/** Whether the user group that vouches for staff is there. */
export async function groupFinding(parts: CheckParts): Promise<Finding> {
  const { client, config } = parts
  const usergroup = config.SLACK_STAFF_GROUP
  if (usergroup === undefined) {
    return off(
      'SLACK_STAFF_GROUP is not set; only people.yml says who is staff.',
      'Set it to let a user group vouch for its members.',
    )
  }
  return await ifKnown(parts, async () => {
    try {
      const { users = [] } = await client.usergroups.users.list({ usergroup })
      if (users.length > 0) return ok(`${usergroup} vouches for ${users.length}.`)
      return warning(`${usergroup} has no members.`, 'Add those who may ask to the group.')
    } catch (error) {
      return refused(slackCodeOf(error), usergroup) ?? Promise.reject(faultOf(error, config))
    }
  })
}

function refused(code: string, group: string): Finding | undefined {
  if (code === 'no_such_subteam') {
    return failed(`there is no user group ${group}.`, 'Correct SLACK_STAFF_GROUP; the id begins with S.')
  }
  return code === 'missing_scope'
    ? failed('the bot may not look at it.', 'Grant the scopes first.')
    : undefined
}
