import { type Config, publicUrl } from '../../../config.ts'
import { type Check, type Finding, failed, off, ok, warning } from '../../../finding.ts'
import { createLog } from '../../../log.ts'
import { isDemo } from '../demo.ts'
import { openProviders } from './providers.ts'

/** Whether people can sign in to the pages: with Slack or Microsoft, with a password when those are down, and over HTTPS. */
export function signInCheck(config: Config, passwords: () => Promise<number>): Check {
  return { name: 'Sign-in', look: async () => await look(config, passwords) }
}

async function look(config: Config, passwords: () => Promise<number>): Promise<Finding> {
  const silent = createLog({ ...config, LOG_DIR: '', LOG_LEVEL: 'silent' }, 'doctor')
  const providers = openProviders(config, silent).map(({ name }) => name)
  if (config.OPS_DATABASE_URL === undefined) {
    return off(
      'OPS_DATABASE_URL is not set, so passwords cannot be counted.',
      'See npm run password -- list.',
    )
  }
  // Why it cannot be read, the check of the database says.
  const count = await passwords().catch(() => null)
  if (count === null) return off('passwords cannot be counted.', 'Put the bot database right first.')
  if (isDemo(config) && count === 0) return off('this is the demo, whose switcher takes its place.', howTo)
  if (providers.length === 0 && count === 0) return failed('nobody can sign in.', howTo)
  if (!isSafe(config)) {
    return warning(
      'PUBLIC_URL is not HTTPS, so whoever listens in can take over a session.',
      'Put a proxy with TLS in front, and set PUBLIC_URL to its https address.',
    )
  }
  if (count === 0) {
    return warning(
      `nobody has a password, so nobody gets in while ${providers.join(' or ')} is down.`,
      'npm run password -- set PERSON.',
    )
  }
  const others = providers.length === 0 ? '' : `, everybody else with ${providers.join(' or ')}`
  return ok(`${count} with a password${others}.`)
}

const howTo =
  'Set up sign-in with Slack or Microsoft, or give people passwords (npm run password): docs/sign-in.md.'

function isSafe(config: Config): boolean {
  const { protocol, hostname } = new URL(publicUrl(config))
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}
