import { type Config, publicUrl } from '../../../config.ts'
import { type Finding, ok, warning } from '../../../finding.ts'
import { teamsPath } from '../path.ts'

/** Whether Teams can call the bot where it says that it is; whether it does, only Teams knows. */
export function addressFinding(config: Config): Finding {
  const address = `${publicUrl(config)}${teamsPath}`
  if (address.startsWith('https://')) return ok(`Teams must be able to call ${address}.`)
  return warning(
    `Teams calls only https addresses, and this is ${address}.`,
    'Set PUBLIC_URL to the address under which the bot is reached from outside.',
  )
}
