import type { Config } from '../../../config.ts'
import { publicUrl } from '../../../config.ts'
import { isDemo } from '../demo.ts'
import type { OpenIdSignIn } from './openid.ts'
import type { SignInView } from './page.ts'
import type { PasswordStore } from './password-store.ts'

/** How people can sign in here, and what to do where they cannot. */
export async function waysIn(
  config: Config,
  providers: OpenIdSignIn[],
  passwords: PasswordStore,
): Promise<Pick<SignInView, 'ways' | 'hint'>> {
  const ways = {
    providers: providers.map(({ way, name }) => ({ way, name })),
    password: await passwords.any(),
  }
  return { ways, hint: isDemo(config) ? demoHint(config) : setupHint }
}

const setupHint =
  'An administrator sets up sign-in with Slack or Microsoft, or gives people a password: npm run password. How stands in docs/sign-in.md.'

function demoHint(config: Config): string {
  return `This is the demo: it opens on its own machine, at ${publicUrl(config)}, and through no proxy.`
}
