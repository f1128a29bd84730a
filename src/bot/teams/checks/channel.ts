import { type Finding, failed, off, ok } from '../../../finding.ts'
import { isPassing, TeamsRefusal } from '../api/calls.ts'
import { publicCloud } from '../service-url.ts'
import type { CheckParts } from './parts.ts'

const withoutIt = {
  TEAMS_OPERATIONS_CHANNEL:
    'Plans and runs are shown where they are asked for; set it to have them in one place.',
  TEAMS_CASES_CHANNEL: 'Set it so that questions that want a person reach a channel, not only those on call.',
  TEAMS_ANNOUNCEMENTS_CHANNEL:
    'Only the operations channel hears of maintenance; set it so that everybody reads when one comes.',
} as const

/** Whether the bot is in the channel of a setting. */
export async function channelFinding(
  setting: keyof typeof withoutIt,
  { config, connection, heardFrom }: CheckParts,
): Promise<Finding> {
  const conversation = config[setting]
  if (conversation === undefined) return off(`${setting} is not set.`, withoutIt[setting])
  const connector = await connection().catch(() => null)
  if (connector === null) return off('it cannot be seen without a token.', 'Mend that first.')
  const serviceUrl = (await heardFrom()) ?? publicCloud
  try {
    if (await connector.isIn({ serviceUrl, conversation })) return ok(`the bot is in ${conversation}.`)
    return failed(
      `there is no ${conversation}, or the bot is not in its team.`,
      `Add the app to the team in Teams, or correct ${setting}.`,
    )
  } catch (error) {
    return withoutAnswer(error, serviceUrl)
  }
}

function withoutAnswer(error: unknown, serviceUrl: string): Finding {
  if (isPassing(error)) {
    return failed(
      `Teams does not answer at ${serviceUrl}.`,
      'Look again in a minute, or open the way from this machine to there.',
    )
  }
  if (!(error instanceof TeamsRefusal)) throw error
  return failed(
    `Teams refuses this (${error.status} ${error.code}).`.replace(' )', ')'),
    'Look whether the Azure Bot resource is there, with the channel Microsoft Teams and the id of MicrosoftAppId.',
  )
}
