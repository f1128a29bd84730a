import { type Config, publicUrl } from '../../../config.ts'
import type { Logger } from '../../../log.ts'
import { microsoftProvider } from './microsoft.ts'
import { type OpenIdSignIn, openIdSignIn } from './openid.ts'
import { slackProvider } from './slack.ts'

/**
 * All by whom people can sign in here, as the settings have it; nobody is asked yet.
 * @throws UserError where one is set up by half.
 */
export function openProviders(config: Config, log: Logger): OpenIdSignIn[] {
  return [slackProvider(config), microsoftProvider(config)]
    .filter((provider) => provider !== null)
    .map((provider) => openIdSignIn(provider, publicUrl(config), log))
}
