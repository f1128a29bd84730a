import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { CloudAdapter, ConfigurationBotFrameworkAuthentication, type TurnContext } from 'botbuilder'
import type { FakeTeams } from './teams.ts'

/** A bot of Microsoft's SDK, without anything of ours. */
export interface PlainBot {
  adapter: CloudAdapter
  stop(): Promise<void>
}

type Credentials = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[1]>

/** Starts a bot that does this with everything it is sent, and lets Teams send to it. */
export async function startPlainBot(
  teams: FakeTeams,
  turn: (context: TurnContext) => Promise<void>,
): Promise<PlainBot> {
  const { address } = teams.world
  const authentication = new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: teams.world.app.id,
      MicrosoftAppType: 'SingleTenant',
      MicrosoftAppTenantId: teams.world.tenant.id,
      ToChannelFromBotLoginUrl: `${address}/login/${teams.world.tenant.id}`,
      ToChannelFromBotOAuthScope: 'https://api.botframework.com',
      ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
      OAuthUrl: 'https://token.botframework.example',
      ToBotFromChannelOpenIdMetadataUrl: `${address}/botframework/v1/.well-known/openidconfiguration`,
      ToBotFromEmulatorOpenIdMetadataUrl: `${address}/nothing`,
      CallerId: '',
    },
    credentialsFor(teams),
  )
  const adapter = new CloudAdapter(authentication)
  adapter.onTurnError = async (_context, error) => {
    throw error
  }
  const server = createServer((request, response) => void serve(request, response))
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await json(request).catch(() => undefined)) as Record<string, unknown> | undefined
    const { method = '', headers } = request
    await adapter.process({ ...(body && { body }), headers, method }, shaped(response), turn)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  teams.sendsTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`)
  return {
    adapter,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Tokens by plain requests: Microsoft's own library wants https. */
function credentialsFor({ world: { app, tenant, address } }: FakeTeams): Credentials {
  return {
    isValidAppId: async (id) => id === app.id,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => ({
      signRequest: async (request) => {
        const response = await fetch(`${address}/login/${tenant.id}/oauth2/v2.0/token`, {
          method: 'POST',
          body: new URLSearchParams({
            grant_type: 'client_credentials',
            client_id: app.id,
            client_secret: app.password,
            scope: 'https://api.botframework.com/.default',
          }),
        })
        const { access_token: token } = (await response.json()) as { access_token: string }
        request.headers.set('authorization', `Bearer ${token}`)
        return request
      },
    }),
  }
}

/** A response as the SDK expects it, from web frameworks. */
function shaped(response: ServerResponse) {
  return {
    socket: response.socket,
    status: (code: number) => {
      response.statusCode = code
    },
    header: (name: string, value: unknown) => response.setHeader(name, String(value)),
    send: (body: unknown) => {
      if (typeof body === 'string') response.write(body)
      else {
        response.setHeader('content-type', 'application/json')
        response.write(JSON.stringify(body))
      }
    },
    end: () => response.end(),
  }
}
