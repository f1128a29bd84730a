import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { setTimeout as rest } from 'node:timers/promises'
import type { Config } from '../config.ts'
import { codeOf, UserError } from '../errors.ts'

/** The ports of a start. */
export interface Ports {
  assistant: number
  bot: number
}

/**
 * Takes the ports of the assistant and the bot, before anything is started.
 * @param patienceMs how long a port in use may take to become free: a killed process is gone from the list of
 *   processes a moment before its ports are.
 * @throws UserError naming the port and its setting when one is in use or not ours to use.
 */
export async function claimPorts(config: Config, patienceMs = 0): Promise<Ports> {
  const { ASSISTANT_PORT, BOT_PORT } = config
  if (ASSISTANT_PORT === BOT_PORT && BOT_PORT !== 0) {
    throw new UserError('same_port', `ASSISTANT_PORT and BOT_PORT are both ${BOT_PORT}.`, {
      action: 'Set one of them to another port.',
    })
  }
  return {
    assistant: await claimPort('ASSISTANT_PORT', ASSISTANT_PORT, patienceMs),
    bot: await claimPort('BOT_PORT', BOT_PORT, patienceMs),
  }
}

/**
 * Where free ports are looked for: below those that systems give to outgoing connections (from 32768 on Linux,
 * from 49152 elsewhere), one of which could take a port between finding it and listening on it.
 */
const quietPorts = { from: 20_000, until: 32_768 }

/** How many ports are tried before the system is asked for one. */
const mostTries = 20

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < mostTries; tried += 1) {
    const port = randomInt(quietPorts.from, quietPorts.until)
    if ((await hindrance(port)) === undefined) return port
  }
  return listenOnce('127.0.0.1', 0)
}

/** The port that was set, or, for 0, a free one. */
async function claimPort(setting: string, port: number, patienceMs: number): Promise<number> {
  if (port === 0) return freePort()
  const deadline = Date.now() + patienceMs
  for (;;) {
    const error = await hindrance(port)
    if (error === undefined) return port
    const code = codeOf(error)
    if (code === 'EADDRINUSE' && Date.now() < deadline) {
      await rest(50)
      continue
    }
    throw new UserError(
      'port_taken',
      code === 'EADDRINUSE'
        ? `Port ${port} is in use by another program.`
        : `Port ${port} cannot be listened on (${code}).`,
      { action: `Free it, or set ${setting} to another port.`, cause: error },
    )
  }
}

/** What keeps a port from being listened on; undefined when nothing does. */
async function hindrance(port: number): Promise<unknown> {
  try {
    // Both loopback addresses: a browser may take "localhost" for either.
    await listenOnce('127.0.0.1', port)
    await listenOnce('::1', port)
    return undefined
  } catch (error) {
    const hasNoIpv6 = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(codeOf(error))
    return hasNoIpv6 ? undefined : error
  }
}

function listenOnce(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port))
    })
  })
}
