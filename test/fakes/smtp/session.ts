import type { Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { certificate, key } from './certificate.ts'
import { type Mail, readMail } from './mail.ts'

/** Where in its talk a server fails; MESSAGE is after the mail itself. */
export type Step = 'CONNECT' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'MESSAGE'

/** How: with an answer such as `550 5.1.1 No such user`, with none, or by cutting the line. What MESSAGE cuts it has taken. */
export interface SmtpFault {
  at: Step
  does: 'silence' | 'cut' | (string & {})
}

/** A mail that was taken, and from whom to whom the server was told. */
export interface TakenMail extends Mail {
  from: string
  to: string[]
  /** Whether it came over TLS. */
  isEncrypted: boolean
  /** As whom the sender logged in. */
  user: string | null
}

export interface SessionParts {
  /** Who may send; without it anybody. */
  login?: { user: string; password: string }
  tls: 'none' | 'offered' | 'required'
  fault: SmtpFault | undefined
  /** Every line that was said, in the clear or not. */
  heard(line: string): void
  take(mail: TakenMail): void
}

const secureContext = createSecureContext({ cert: certificate, key })

/** One talk with a client, by RFC 5321, 3207 and 4954 (PLAIN). */
export function talk(first: Socket, parts: SessionParts): void {
  const { login, tls, fault, heard, take } = parts
  let socket = first
  let pending = ''
  let isEncrypted = first instanceof TLSSocket
  let user: string | null = null
  let from: string | null = null
  let to: string[] = []
  let isMessage = false

  const say = (step: Step, answer: string): boolean => {
    if (fault?.at !== step) {
      socket.write(`${answer}\r\n`)
      return true
    }
    if (fault.does === 'cut') socket.destroy()
    else if (fault.does !== 'silence') socket.write(`${fault.does}\r\n`)
    return false
  }

  const listen = () => {
    socket.on('data', (piece) => {
      pending += piece.toString('latin1')
      work()
    })
    socket.on('error', () => socket.destroy())
  }

  function work(): void {
    for (;;) {
      const end = pending.indexOf(isMessage ? '\r\n.\r\n' : '\r\n')
      if (end < 0) return
      const piece = pending.slice(0, end)
      pending = pending.slice(end + (isMessage ? 5 : 2))
      if (isMessage) message(`${piece}\r\n`)
      else command(piece)
    }
  }

  function message(piece: string): void {
    isMessage = false
    const mail = readMail(piece.replaceAll(/^\./gm, ''))
    const isTaken = fault?.at !== 'MESSAGE' || fault.does === 'cut'
    if (isTaken) take({ ...mail, from: from ?? '', to, isEncrypted, user })
    say('MESSAGE', '250 2.0.0 Taken')
    from = null
  }

  function command(line: string): void {
    heard(line)
    const [word = ''] = line.toUpperCase().split(' ')
    const answers = commands[word]
    if (answers === undefined) socket.write('500 5.5.1 What?\r\n')
    else answers(line)
  }

  const commands: Record<string, (line: string) => void> = {
    EHLO: () => {
      const offers = [
        'fake',
        '8BITMIME',
        'ENHANCEDSTATUSCODES',
        ...(tls !== 'none' && !isEncrypted ? ['STARTTLS'] : []),
      ]
      const all = [
        ...offers,
        ...(login !== undefined && (tls === 'none' || isEncrypted) ? ['AUTH PLAIN'] : []),
      ]
      say(
        'EHLO',
        all.map((offer, index) => `250${index === all.length - 1 ? ' ' : '-'}${offer}`).join('\r\n'),
      )
    },
    STARTTLS: () => {
      if (tls === 'none') socket.write('502 5.5.1 Not here\r\n')
      else if (say('STARTTLS', '220 2.0.0 Go ahead')) encrypt()
    },
    AUTH: (line) => {
      const [, name, password] = Buffer.from(line.split(' ')[2] ?? '', 'base64')
        .toString()
        .split('\0')
      const isRight = name === login?.user && password === login?.password
      if (!isRight) socket.write('535 5.7.8 No\r\n')
      else if (say('AUTH', '235 2.7.0 Welcome')) user = name ?? null
    },
    MAIL: (line) => {
      if (tls === 'required' && !isEncrypted)
        socket.write('530 5.7.0 Must issue a STARTTLS command first\r\n')
      else if (login !== undefined && user === null) socket.write('530 5.7.0 Authentication required\r\n')
      else if (say('MAIL', '250 2.1.0 Good')) {
        from = addressIn(line)
        to = []
      }
    },
    RCPT: (line) => {
      if (from === null) socket.write('503 5.5.1 Who is it from?\r\n')
      else if (say('RCPT', '250 2.1.5 Good')) to.push(addressIn(line))
    },
    DATA: () => {
      if (to.length === 0) socket.write('503 5.5.1 For whom?\r\n')
      else if (say('DATA', '354 Go on')) isMessage = true
    },
    RSET: () => socket.write('250 2.0.0 Good\r\n'),
    QUIT: () => socket.end('221 2.0.0 Bye\r\n'),
  }

  function encrypt(): void {
    // What was said before it is not believed after it.
    pending = ''
    socket.removeAllListeners('data')
    socket = new TLSSocket(socket, { isServer: true, secureContext })
    isEncrypted = true
    listen()
  }

  listen()
  say('CONNECT', '220 fake ESMTP')
}

const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? ''
