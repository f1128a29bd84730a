import type { Case } from '../../oncall/case.ts'
import type { Said } from '../../oncall/messages-store.ts'
import type { Request } from '../handler.ts'
import type { Files } from '../platform.ts'
import { caseSpokenOf } from './spoken-of.ts'
import { takeFiles } from './take-files.ts'

/**
 * Takes files for the other side of a case, as hear.ts takes words: what cannot be passed on stands in the message.
 * @returns the case and that message; null where they are for no case.
 */
export async function hearFiles(inbound: Files, request: Request): Promise<{ one: Case; said: Said } | null> {
  const { delivery, with: facts } = request
  const spoken = await caseSpokenOf(inbound, request)
  if (spoken === null) return null
  const { one, side } = spoken
  const before = request.isResumed ? await facts.caseMessages.under(delivery.key) : null
  const said = before ?? (await pass())
  facts.wakeCases()
  return { one, said }

  async function pass(): Promise<Said> {
    const { files, missing } = await takeFiles(inbound.files, request)
    const words = { caseNumber: one.number, side, by: request.person.id, text: missing.join('\n') }
    return await facts.caseMessages.say({ ...words, files, sourceKey: delivery.key })
  }
}
