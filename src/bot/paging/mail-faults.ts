import { codeOf, messageOf } from '../../errors.ts'
import { PermanentFault } from '../../oncall/ways.ts'

/** What nodemailer adds to its errors. */
interface MailError extends Error {
  /** The command that was answered: `RCPT TO`, `AUTH PLAIN`. */
  command?: string
  response?: string
  /** Such as 550. */
  responseCode?: number
  /** Whether the server would answer so again. */
  permanent?: boolean
}

/**
 * Why a mail did not leave. What a server has against the person or the mail it will have the next time too; what it has
 * against our login or our address somebody can put right.
 */
export function mailFault(error: unknown): Error {
  const { command = '', permanent = false }: Partial<MailError> = error instanceof Error ? error : {}
  const isAboutThisMail = command === 'RCPT TO' || command === 'DATA'
  return permanent && isAboutThisMail ? new PermanentFault(mailTrouble(error)) : new Error(mailTrouble(error))
}

/**
 * The same in words: `the mail server answered 550 5.1.1 to RCPT TO`. Of an answer only the numbers are told: there are
 * servers that repeat what they were sent, and the password may be in it.
 */
export function mailTrouble(error: unknown): string {
  const { command, response, responseCode }: Partial<MailError> = error instanceof Error ? error : {}
  if (response !== undefined) {
    const [, status = ''] = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response) ?? []
    const numbers = [responseCode, status].filter(Boolean).join(' ') || 'something that is no SMTP'
    return `the mail server answered ${numbers} to ${command === 'CONN' ? 'the connection' : command}`
  }
  if (codeOf(error) === 'EABORT') return 'the mail server did not take the mail in time'
  return `the mail server cannot be used: ${messageOf(error)}`
}
