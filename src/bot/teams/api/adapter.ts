import {
  type Activity,
  CallerIdConstants,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type TurnContext,
} from 'botbuilder'
import { AuthenticationConstants, ServiceClientCredentialsFactory } from 'botframework-connector'
import type { Config } from '../../../config.ts'
import type { BotCredentials } from './credentials.ts'

/** What answers an activity at once, where one is asked for. */
export type Answer = { status: number; body?: unknown }

/** botbuilder's adapter for requests that came by a web server of ours. */
export class TeamsAdapter extends CloudAdapter {
  /**
   * Verifies that an activity is from Teams and for this bot, and then does something with it.
   * @throws AuthenticationError where it is not.
   */
  async receive(
    authorization: string,
    activity: Activity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<Answer | undefined> {
    return await this.processActivity(authorization, activity, logic)
  }
}

/** The adapter, as the settings have it; without credentials it takes what nobody vouches for. */
export function teamsAdapter(config: Config, credentials: BotCredentials | null): TeamsAdapter {
  return new TeamsAdapter(
    new ConfigurationBotFrameworkAuthentication(
      {
        ToChannelFromBotLoginUrl: `${config.TEAMS_LOGIN_URL}/${config.MicrosoftAppTenantId ?? ''}`,
        ToChannelFromBotOAuthScope: AuthenticationConstants.ToChannelFromBotOAuthScope,
        ToBotFromChannelTokenIssuer: AuthenticationConstants.ToBotFromChannelTokenIssuer,
        OAuthUrl: AuthenticationConstants.OAuthUrl,
        ToBotFromChannelOpenIdMetadataUrl: config.TEAMS_OPENID_URL,
        ToBotFromEmulatorOpenIdMetadataUrl: AuthenticationConstants.ToBotFromEmulatorOpenIdMetadataUrl,
        CallerId: CallerIdConstants.PublicAzureChannel,
      },
      new OneBot(credentials),
    ),
  )
}

/** The one bot that this process is. */
class OneBot extends ServiceClientCredentialsFactory {
  readonly #credentials: BotCredentials | null

  constructor(credentials: BotCredentials | null) {
    super()
    this.#credentials = credentials
  }

  override async isValidAppId(appId: string): Promise<boolean> {
    return appId === this.#credentials?.appId
  }

  override async isAuthenticationDisabled(): Promise<boolean> {
    return this.#credentials === null
  }

  override async createCredentials(): ReturnType<ServiceClientCredentialsFactory['createCredentials']> {
    return this.#credentials ?? nobody
  }
}

const nobody = { signRequest: async <Request>(request: Request): Promise<Request> => request }
