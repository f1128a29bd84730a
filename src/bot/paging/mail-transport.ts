import { createTransport } from 'nodemailer'
import type { MailServer } from '../../smtp-url.ts'

/** A way to a mail server that connects anew for each mail. `patienceMs`: how long it may be silent. */
export function mailTransport({ host, port, tls, login }: MailServer, patienceMs: number) {
  return createTransport({
    host,
    port,
    secure: tls === 'at-once',
    requireTLS: tls === 'first',
    ignoreTLS: tls === 'none',
    // A server that does not ask for the login is another one than was meant.
    ...(login !== undefined && { auth: { user: login.user, pass: login.password }, forceAuth: true }),
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    dnsTimeout: patienceMs,
    // What is written into a mail is never the name of a file or a page to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}
