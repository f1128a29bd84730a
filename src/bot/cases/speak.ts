import { UserError } from '../../errors.ts'
import { type Case, caseName } from '../../oncall/case.ts'
import type { FileContent, Side } from '../../oncall/messages-store.ts'
import type { Collaborators } from '../handler.ts'

/** What somebody says about a case. */
export interface Words {
  side: Side
  /** A person's id. */
  by: string
  text: string
  /** Said twice under one key, it is said once. */
  sourceKey: string
  files?: FileContent[]
}

/** Passes somebody's words on to the other side of a case. @throws UserError where it is resolved already. */
export async function speak(
  one: Case,
  words: Words,
  { caseMessages, wakeCases }: Pick<Collaborators, 'caseMessages' | 'wakeCases'>,
): Promise<void> {
  if (one.status === 'resolved') {
    throw new UserError('case_changed', `${caseName(one)} is resolved already.`, {
      status: 409,
      action: 'Ask again where it is back, and press Get a person.',
    })
  }
  await caseMessages.say({ caseNumber: one.number, ...words })
  wakeCases()
}
