import type { UserError } from '../../errors.ts'
import type { Button, Card } from '../card.ts'

/** Something that was asked for and cannot be: what happened, and what to do. */
export function problemCard(
  { message, action }: { message: UserError['message']; action?: UserError['action'] },
  buttons: Button[] = [],
): Card {
  return {
    tone: 'warning',
    blocks: [
      { kind: 'text', text: [message, action].filter(Boolean).join(' ') },
      ...(buttons.length === 0 ? [] : [{ kind: 'buttons' as const, buttons }]),
    ],
  }
}

/** A bug: the person hears that it failed, and by which id it can be found. */
export function faultCard(requestId: string): Card {
  return {
    headline: 'FAILED · Something went wrong',
    tone: 'critical',
    blocks: [
      {
        kind: 'text',
        text: 'This could not be done because of a fault in the program. Send it again, or report it with the id below.',
      },
      { kind: 'note', text: `Request ${requestId}` },
      { kind: 'buttons', buttons: [{ label: 'Help', action: 'run-command', value: 'help' }] },
    ],
  }
}
