import type { Button } from '../../../card.ts'

const approvals = new Set(['run-approve', 'run-emergency'])

/** Enter never approves, neither on the button nor in the field that it asks for. */
export function isApproval({ action }: Pick<Button, 'action'>): boolean {
  return approvals.has(action)
}
