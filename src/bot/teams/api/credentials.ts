import {
  AppCredentials,
  AuthenticationConstants,
  type AuthenticatorResult,
  JwtTokenProviderFactory,
  ManagedIdentityAppCredentials,
} from 'botframework-connector'
import { clientCredentialsGrant } from 'openid-client'
import { type Clock, later } from '../../../clock.ts'
import type { Config } from '../../../config.ts'
import { UserError } from '../../../errors.ts'
import { type Issuer, issuerAt } from '../../openid.ts'

const scope = AuthenticationConstants.ToChannelFromBotOAuthScope

/** Tokens by which Teams knows the bot, from Entra; botbuilder keeps them until they run out. */
export type BotCredentials = AppCredentials

/**
 * How the bot proves who it is, by the settings; null where it cannot and need not: in the playground.
 * @throws UserError where they are set by half.
 */
export function botCredentials(config: Config, clock: Clock): BotCredentials | null {
  const { MicrosoftAppId: appId, MicrosoftAppTenantId: tenant, MicrosoftAppPassword: secret } = config
  if (config.TEAMS_PLAYGROUND) {
    if (appId === undefined) return null
    throw halfSet(
      'TEAMS_PLAYGROUND is for trying the bot out',
      'Take MicrosoftAppId away, or TEAMS_PLAYGROUND.',
    )
  }
  if (appId === undefined || tenant === undefined) {
    throw halfSet('For Teams, MicrosoftAppId and MicrosoftAppTenantId belong together', 'Set both.')
  }
  if (config.MicrosoftAppType === 'UserAssignedMSI') {
    return new ManagedIdentityAppCredentials(appId, scope, new JwtTokenProviderFactory())
  }
  if (secret === undefined) {
    throw halfSet('For Teams, MicrosoftAppPassword is missing', "Set it to the secret of the bot's app.")
  }
  return new SecretCredentials(
    appId,
    tenant,
    issuerAt(`${config.TEAMS_LOGIN_URL}/${tenant}/v2.0`, appId, secret),
    clock,
  )
}

const halfSet = (what: string, action: string): UserError => new UserError('half_set', `${what}.`, { action })

/** By the app's secret. botbuilder's own would ask hosts of its own choosing before the one of the settings. */
class SecretCredentials extends AppCredentials {
  readonly #issuer: () => Promise<Issuer>
  readonly #clock: Clock

  constructor(appId: string, tenant: string, issuer: () => Promise<Issuer>, clock: Clock) {
    super(appId, tenant, scope)
    this.#issuer = issuer
    this.#clock = clock
  }

  protected override async refreshToken(): Promise<AuthenticatorResult> {
    const granted = await clientCredentialsGrant(await this.#issuer(), { scope: `${scope}/.default` })
    const seconds = granted.expiresIn() ?? 0
    return { accessToken: granted.access_token, expiresOn: later(this.#clock.now(), seconds * 1_000) }
  }
}
