import { connectorIssuer } from '../bot-tokens.ts'
import type { Keys } from '../keys.ts'
import type { World } from '../world.ts'

/** How the Connector describes its own tokens, for bots that check them. */
export function connectorMetadata(
  path: string,
  { address }: World,
  { connector, webchat }: Keys,
): object | undefined {
  switch (path) {
    case '.well-known/openidconfiguration':
      return {
        issuer: connectorIssuer,
        authorization_endpoint: 'https://invalid.botframework.com',
        jwks_uri: `${address}/botframework/v1/.well-known/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
        token_endpoint_auth_methods_supported: ['private_key_jwt'],
      }
    case '.well-known/keys':
      return { keys: [webchat.published, connector.published] }
    default:
      return undefined
  }
}
