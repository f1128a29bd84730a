import * as openid from 'openid-client'

/** A provider whose addresses and keys are known. */
export type Issuer = openid.Configuration

const patienceSeconds = 10

/** Asks once where a provider's addresses and keys are; what failed is asked again. */
export function issuerAt(url: string, clientId: string, secret: string): () => Promise<Issuer> {
  let found: Promise<Issuer> | undefined
  // A token comes from the provider itself over TLS; its signature is checked all the same.
  const execute = [openid.enableNonRepudiationChecks]
  if (url.startsWith('http:')) execute.push(openid.allowInsecureRequests)
  return () => {
    found ??= openid
      .discovery(new URL(url), clientId, undefined, openid.ClientSecretPost(secret), {
        execute,
        timeout: patienceSeconds,
      })
      .catch((error: unknown) => {
        found = undefined
        throw error
      })
    return found
  }
}
