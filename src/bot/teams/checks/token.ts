import { type Finding, failed, ok } from '../../../finding.ts'
import { NoToken } from '../api/calls.ts'
import { isRefusedByEntra, refusedRemedy } from '../api/refused.ts'
import type { CheckParts } from './parts.ts'

/** Whether Entra gives the bot a token. */
export async function tokenFinding({ config, connection }: CheckParts): Promise<Finding> {
  try {
    await connection()
    return ok(`Entra knows the app ${config.MicrosoftAppId}.`)
  } catch (error) {
    if (!(error instanceof NoToken)) throw error
    if (isRefusedByEntra(error)) return failed('Entra gives no token.', refusedRemedy)
    if (config.MicrosoftAppType === 'UserAssignedMSI') return withoutIdentity()
    return failed(
      `Entra does not answer at ${config.TEAMS_LOGIN_URL}, or knows no such tenant.`,
      'Open the way from this machine to there, or correct TEAMS_LOGIN_URL or MicrosoftAppTenantId.',
    )
  }
}

const withoutIdentity = (): Finding =>
  failed(
    'there is no token by the managed identity.',
    'Give this machine the identity of MicrosoftAppId; it works in Azure alone.',
  )
