import { type Config, publicUrl } from '../../../config.ts'
import { type Finding, failed, ok, warning } from '../../../finding.ts'
import { slackClient } from '../api/client.ts'
import { appTokenFault } from '../api/remedies.ts'
import { slackPath } from '../connection.ts'
import { faultOf } from './fault.ts'
import type { CheckParts } from './parts.ts'

/** Whether Slack and the bot can reach each other in the way that is set: Socket Mode, HTTP, or both. */
export async function connectionFinding(parts: CheckParts): Promise<Finding> {
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = parts.config
  if (appToken !== undefined) return await overSocketMode(parts)
  if (signingSecret !== undefined) return overHttp(parts.config)
  return failed(
    'nothing says how Slack reaches the bot.',
    'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.',
  )
}

/** Asks for an address to connect to, and connects to none. */
async function overSocketMode({ config, log }: CheckParts): Promise<Finding> {
  const client = slackClient(config, log, config.SLACK_APP_TOKEN)
  await client.apps.connections.open().catch((error: unknown) => {
    throw appTokenFault(error) ?? faultOf(error, config)
  })
  return ok('Socket Mode: Slack takes the app-level token.')
}

function overHttp(config: Config): Finding {
  const address = `${publicUrl(config)}${slackPath}`
  if (address.startsWith('https://')) return ok(`HTTP: Slack must be able to call ${address}.`)
  return warning(
    `HTTP: Slack calls only https addresses, and this is ${address}.`,
    'Set PUBLIC_URL to the address under which the bot is reached from outside.',
  )
}
