import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** How a call is dealt with: a status, no answer at all, a line that is cut, or the way to another address. */
export type Fault = number | 'silence' | 'cut' | { movedTo: string }

export interface ReceivedTicket {
  headers: IncomingHttpHeaders
  body: string
}

/** Somebody's program that takes tickets, with the faults that such programs have. */
export interface TicketReceiver {
  url: string
  calls: ReceivedTicket[]
  /** How the next calls are dealt with, one by one; then each is taken. */
  plan(...faults: Fault[]): void
  stop(): Promise<void>
}

/** Starts a receiver of tickets on a free port of this machine. */
export async function startTicketReceiver(): Promise<TicketReceiver> {
  const calls: ReceivedTicket[] = []
  const faults: Fault[] = []
  const server = createServer(async (request, response) => {
    calls.push({ headers: request.headers, body: await text(request) })
    answer(response, faults.shift() ?? 204)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tickets`,
    calls,
    plan: (...more) => void faults.push(...more),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function answer(response: ServerResponse, fault: Fault): void {
  if (fault === 'silence') return
  if (fault === 'cut') response.destroy()
  else if (typeof fault === 'number') response.writeHead(fault).end()
  else response.writeHead(307, { location: fault.movedTo }).end()
}
