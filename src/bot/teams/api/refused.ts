import { ResponseBodyError } from 'openid-client'

/** What Entra says where it does not know the app, or not its secret: those run out. */
const unknown = new Set(['invalid_client', 'unauthorized_client'])

/** Whether that is why it gave no token. */
export function isRefusedByEntra(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return (error instanceof ResponseBodyError && unknown.has(error.error)) || isRefusedByEntra(error.cause)
}

/** What to do then. */
export const refusedRemedy =
  'Entra does not know the app, or not its secret: look at MicrosoftAppId, MicrosoftAppPassword and MicrosoftAppTenantId.'
