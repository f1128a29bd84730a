import type { Config } from '../../config.ts'

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])
const localNames = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i
const forwarding = /^(x-forwarded-.*|x-real-ip|forwarded|via)$/i
const credentials = ['SLACK_BOT_TOKEN', 'SLACK_CLIENT_ID', 'MicrosoftAppId', 'MicrosoftAppPassword'] as const

/**
 * Whether this installation is the demo: on one machine, with nothing set by which real people come. Its person
 * switcher believes whoever asks, so everywhere else people sign in.
 */
export function isDemo(config: Config): boolean {
  return (
    config.EMBEDDED && loopback.has(config.HOST) && credentials.every((name) => config[name] === undefined)
  )
}

/** Whether a request came straight from a browser on this machine, under a name that only this machine has. */
export function isLocal(headers: Record<string, unknown>): boolean {
  const { host } = headers
  return (
    typeof host === 'string' &&
    localNames.test(host) &&
    !Object.keys(headers).some((name) => forwarding.test(name))
  )
}
