import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { certificate, key } from './smtp/certificate.ts'
import { type SessionParts, type SmtpFault, type TakenMail, talk } from './smtp/session.ts'

export interface SmtpOptions {
  login?: SessionParts['login']
  /** From the first byte, or by STARTTLS; its certificate is one that nobody vouches for. */
  tls?: SessionParts['tls'] | 'at-once'
}

/** A mail server on this machine, with the faults that mail servers have. It keeps what it took. */
export interface FakeSmtp {
  port: number
  mails: TakenMail[]
  /** What clients said, outside of mails. */
  heard: string[]
  /** How many have connected so far. */
  sessions(): number
  /** How many are connected. */
  open(): number
  /** What goes wrong in the next sessions, one by one; then nothing. */
  plan(...faults: SmtpFault[]): void
  stop(): Promise<void>
}

/** Starts a mail server on a free port. */
export async function startFakeSmtp({ login, tls = 'none' }: SmtpOptions = {}): Promise<FakeSmtp> {
  const mails: TakenMail[] = []
  const heard: string[] = []
  const faults: SmtpFault[] = []
  const sockets = new Set<Socket>()
  let sessions = 0
  const welcome = (socket: Socket) => {
    sessions += 1
    talk(socket, {
      ...(login !== undefined && { login }),
      tls: tls === 'at-once' ? 'none' : tls,
      fault: faults.shift(),
      heard: (line) => void heard.push(line),
      take: (mail) => void mails.push(mail),
    })
  }
  const server =
    tls === 'at-once' ? createTlsServer({ cert: certificate, key }, welcome) : createServer(welcome)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    heard,
    sessions: () => sessions,
    open: () => sockets.size,
    plan: (...more) => void faults.push(...more),
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
