import { z } from 'zod'
import { UserError } from '../../errors.ts'
import type { Parameter } from '../sop.ts'
import type { ParameterKind } from './kind.ts'

/** The id of a document of the knowledge base. */
export const document: ParameterKind<Extract<Parameter, { kind: 'document' }>> = {
  check: idIn,
  async lookUp(id, { assistant }) {
    const known = await assistant.document(idIn(id))
    if (known === null) {
      throw new UserError('no_document', 'The manual is not in the knowledge base any more.', {
        status: 404,
        action: 'Add it anew.',
      })
    }
    const machines = known.machine_models.join(', ') || 'all machines'
    return { found: { title: known.title }, lines: [{ label: 'Machines', value: machines }] }
  },
}

function idIn(text: string | undefined): string {
  const parsed = z.uuid().safeParse(text)
  if (parsed.success) return parsed.data
  throw new UserError('bad_document', 'It is not said which document.', {
    action: 'Choose one from the list of manuals.',
  })
}
