import type { Config } from '../../../config.ts'
import { publicUrl } from '../../../config.ts'
import { isDemo } from '../demo.ts'
import type { SignInView } from './page.ts'
import type { PasswordStore } from './password-store.ts'
import type { SlackSignIn } from './slack.ts'

/** How people can sign in here, and what to do where they cannot. */
export async function waysIn(
  config: Config,
  slack: SlackSignIn | null,
  passwords: PasswordStore,
): Promise<Pick<SignInView, 'ways' | 'hint'>> {
  const ways = { slack: slack !== null, password: await passwords.any() }
  return { ways, hint: isDemo(config) ? demoHint(config) : setupHint }
}

const setupHint =
  'An administrator sets up sign-in with Slack, or gives people a password: npm run password. How stands in docs/sign-in.md.'

function demoHint(config: Config): string {
  return `This is the demo: it opens on its own machine, at ${publicUrl(config)}, and through no proxy.`
}
