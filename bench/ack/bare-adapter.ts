import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder'

/** The least that takes a message of Teams: botbuilder's adapter alone, which stores nothing. Tells its parent the port. */
const [appId = '', tenantId = '', openIdUrl = ''] = process.argv.slice(2)

const adapter = new CloudAdapter(
  new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: appId,
      MicrosoftAppType: 'SingleTenant',
      MicrosoftAppTenantId: tenantId,
      ToChannelFromBotLoginUrl: 'http://127.0.0.1:1',
      ToChannelFromBotOAuthScope: 'https://api.botframework.com',
      ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
      OAuthUrl: 'http://127.0.0.1:1',
      ToBotFromChannelOpenIdMetadataUrl: openIdUrl,
      ToBotFromEmulatorOpenIdMetadataUrl: 'http://127.0.0.1:1',
      CallerId: '',
    },
    {
      isValidAppId: async (id) => id === appId,
      isAuthenticationDisabled: async () => false,
      createCredentials: async () => ({ signRequest: async (request) => request }),
    },
  ),
)

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = (await json(request)) as Record<string, unknown>
  const answer = {
    socket: response.socket,
    status: (code: number) => {
      response.statusCode = code
    },
    header: (name: string, value: unknown) => response.setHeader(name, String(value)),
    send: (sent: unknown) => response.write(JSON.stringify(sent)),
    end: () => response.end(),
  }
  await adapter.process({ body, headers: request.headers, method: 'POST' }, answer, async () => undefined)
}

const server = createServer((request, response) => void serve(request, response))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.send?.((server.address() as AddressInfo).port)
