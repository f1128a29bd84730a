import type { Way } from '../../oncall/ways.ts'
import type { Person } from '../../people.ts'
import type { MailServer } from '../../smtp-url.ts'
import { mailOf } from './mail.ts'
import { mailFault } from './mail-faults.ts'
import { mailTransport } from './mail-transport.ts'

export interface EmailParts {
  server: MailServer
  /** The address that mails come from. */
  from: string
}

/** How long a mail may take to be handed over, in milliseconds. */
const usualPatienceMs = 10_000

/**
 * Pages by e-mail, each person in a mail of their own. A mail counts as arrived when the server has taken it; why it goes
 * no further, whoever has the mailbox of `from` is told.
 */
export function emailWay({ server, from }: EmailParts, patienceMs = usualPatienceMs): Way {
  const transport = mailTransport(server, patienceMs)
  return {
    reaches: hasAddress,
    send: async (person, note, signal) => {
      if (!hasAddress(person)) throw new Error(`${person.id} has no e-mail address`)
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
      try {
        await transport.sendMail({ ...mailOf(person, note, from), signal: inTime })
      } catch (error) {
        signal.throwIfAborted()
        throw mailFault(error)
      }
    },
  }
}

const hasAddress = (person: Person): person is Person & { email: string } => person.email !== undefined
