import type { Config } from '../../config.ts'

/** Why the web chat lets nobody in, and what opens it. */
export interface Closed {
  message: string
  action: string
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])
const localNames = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i
const forwarding = /^(x-forwarded-.*|x-real-ip|forwarded|via)$/i
const credentials = ['SLACK_BOT_TOKEN', 'MicrosoftAppId', 'MicrosoftAppPassword'] as const

/**
 * Until people can sign in, the only way in is the demo's person switcher, which believes whoever asks. It
 * works on one's own machine and nowhere else.
 * @returns null where this installation has the switcher.
 */
export function closedInstallation(config: Config): Closed | null {
  if (!config.EMBEDDED) return closed('This installation has no sign-in yet.')
  if (!loopback.has(config.HOST)) return closed(`The bot listens on ${config.HOST}, where others reach it.`)
  const set = credentials.filter((name) => config[name] !== undefined)
  if (set.length > 0) return closed(`${set.join(' and ')} is set, so real people use this installation.`)
  return null
}

/** @returns null where a request came straight from a browser on this machine. */
export function closedRequest(headers: Record<string, unknown>): Closed | null {
  const host = headers['host']
  if (typeof host !== 'string' || !localNames.test(host)) {
    return closed('The page was not opened as localhost.')
  }
  const via = Object.keys(headers).find((name) => forwarding.test(name))
  if (via !== undefined) return closed(`The request came through a proxy (header ${via}).`)
  return null
}

function closed(why: string): Closed {
  return {
    message: `${why} The web chat is closed.`,
    action:
      'It opens with npm start, at http://localhost on the same machine, without Slack or Teams credentials.',
  }
}
