import { setTimeout as rest } from 'node:timers/promises'
import { SocketModeReceiver } from '@slack/bolt'
import type { Config } from '../../config.ts'
import type { Logger } from '../../log.ts'
import { boltLogger } from './api/bolt-logger.ts'
import { callOptions } from './api/client.ts'
import { appTokenFault } from './api/remedies.ts'

type Socket = SocketModeReceiver['client']

/** How long a connection may take to open, and how long Slack's goodbye is waited for, in milliseconds. */
const openingMs = 15_000
const goodbyeMs = 500

/**
 * A receiver for one connection over Socket Mode. It neither connects anew nor repeats calls by itself: what then
 * fails inside Slack's library is caught by nobody.
 */
export function socketReceiver(appToken: string, config: Config, log: Logger): SocketModeReceiver {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: boltLogger(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: callOptions(config) },
  })
  catchUnreadable(receiver.client, log)
  return receiver
}

/**
 * Opens a connection, says so by `opened`, and holds it until Slack or `stopping` ends it.
 * @throws where it does not open; UserError where the app-level token is at fault.
 */
export async function holdSocket(
  { client: socket }: SocketModeReceiver,
  opened: () => void,
  stopping: AbortSignal,
): Promise<void> {
  const ended = Promise.withResolvers<void>()
  socket.once('disconnected', () => ended.resolve())
  // Closed while it asks for its address, the library would connect all the same.
  socket.once('connecting', () => stopping.throwIfAborted())
  const stop = () => close(socket)
  stopping.addEventListener('abort', stop)
  try {
    await open(socket)
    opened()
    await ended.promise
  } finally {
    stopping.removeEventListener('abort', stop)
  }
}

async function open(socket: Socket): Promise<void> {
  const late = rest(openingMs, undefined, { ref: false }).then(() => {
    throw new Error(`Slack did not open a connection within ${openingMs / 1_000} s`)
  })
  try {
    await Promise.race([socket.start(), late])
  } catch (error) {
    close(socket)
    // The library has no error for a connection that ends as it begins.
    throw appTokenFault(error) ?? error ?? new Error('Slack ended the connection as it began')
  }
}

/** Says goodbye; where Slack does not answer, the line is cut at the second time. */
function close(socket: Socket): void {
  void socket.disconnect()
  setTimeout(() => void socket.disconnect(), goodbyeMs).unref()
}

/** The library throws at a message of a shape that it does not expect, where nobody would catch it. */
function catchUnreadable(socket: Socket, log: Logger): void {
  for (const read of socket.listeners('ws_message')) {
    socket.off('ws_message', read)
    socket.on('ws_message', async (...given: unknown[]) => {
      try {
        await read(...given)
      } catch (error) {
        log.warn({ err: error }, 'Slack sent something that cannot be read')
      }
    })
  }
}
