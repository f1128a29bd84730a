import type { Clock } from '../../clock.ts'
import type { PageNote, Way } from '../../oncall/ways.ts'
import type { Person } from '../../people.ts'
import { webhook } from '../webhook.ts'

export interface WebhookParts {
  url: string
  secret: string | undefined
  clock: Clock
}

/**
 * Pages by a call to somebody's program, which rings or pushes; whom it can reach, it knows itself. With a secret every
 * body is signed.
 */
export function webhookWay({ url, secret, clock }: WebhookParts, patienceMs?: number): Way {
  const send = webhook({ of: 'pages', url, secret }, patienceMs)
  return {
    reaches: () => true,
    send: (person, note, signal) =>
      send({ key: note.key, record: recordOf(person, note, clock), requestId: note.requestId }, signal),
  }
}

/** What the receiver reads. */
function recordOf(person: Person, note: PageNote, clock: Clock) {
  const { id, name, email = null, phone = null } = person
  return {
    page: note.key,
    case: note.caseName,
    severity: note.severity,
    person: { id, name, email, phone },
    headline: note.headline,
    text: note.lines.join('\n'),
    url: note.address,
    may_be_repeat: note.mayBeRepeat,
    at: clock.now().toISOString(),
  }
}
