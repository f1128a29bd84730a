import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** Where in a call's way it is held: before it reaches the other end, or when the answer is on its way back. */
export type Where = 'on its way there' | 'on its way back'

/** A call to hold: the first whose name (`PUT /operations`) is this, and whose body is so where that is said. */
export interface Hold {
  call: string
  where: Where
  body?: RegExp
}

/** A proxy on loopback that passes calls on, and can hold one until whoever waits for it is gone. */
export interface HeldCalls {
  url: string
  /** Resolves when such a call is held; from then on until `drop` it neither arrives nor returns. */
  hold(hold: Hold): Promise<void>
  /** Forgets what is held, as the network does with the calls of a process that died. */
  drop(): void
  close(): Promise<void>
}

/** @param target the port of the server behind it, on 127.0.0.1. */
export async function startHeldCalls(target: number): Promise<HeldCalls> {
  let wanted: (Hold & { held(): void }) | undefined

  /** Whether this call is the one to hold here; whoever waits for that hears of it. */
  const isHeld = (call: string, body: string, where: Where): boolean => {
    if (wanted?.call !== call || wanted.where !== where || wanted.body?.test(body) === false) return false
    wanted.held()
    wanted = undefined
    return true
  }
  const server = createServer(async (incoming, outgoing) => {
    const call = nameOf(incoming)
    const body = await text(incoming).catch(() => null)
    // A held call is never answered: its caller is about to be killed.
    if (body === null || isHeld(call, body, 'on its way there')) return
    pass(incoming, body, outgoing, target, () => isHeld(call, body, 'on its way back'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: (hold) =>
      new Promise((resolve) => {
        wanted = { ...hold, held: resolve }
      }),
    drop: () => {
      wanted = undefined
      server.closeAllConnections()
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** `PUT /operations`, `POST /verbs/ps`: without ids. */
function nameOf({ method, url = '' }: IncomingMessage): string {
  const [, first, second] = url.split('/')
  return `${method} /${first === 'operations' ? first : [first, second].filter(Boolean).join('/')}`
}

function pass(
  incoming: IncomingMessage,
  body: string,
  outgoing: ServerResponse,
  target: number,
  isHeld: () => boolean,
): void {
  const onward = request({
    host: '127.0.0.1',
    port: target,
    method: incoming.method,
    path: incoming.url,
    headers: incoming.headers,
  })
  onward.on('error', () => outgoing.destroy())
  onward.on('response', (answer) => {
    if (isHeld()) {
      answer.resume()
      return
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(outgoing)
  })
  onward.end(body)
}
