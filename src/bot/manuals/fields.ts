import { type DocumentFields, documentFieldsSchema } from '../../assistant-api.ts'
import { UserError } from '../../errors.ts'
import type { Press } from '../handler.ts'
import type { SentFile } from '../platform.ts'

/**
 * What is known of a manual: what the form says, and where nothing was asked, what the file's name does.
 * @throws UserError where it cannot be so.
 */
export function manualFields({ name }: SentFile, { fields = {} }: Press): DocumentFields {
  const { title, machine_models: models = '', tags = '', language, document_type: type } = fields
  const parsed = documentFieldsSchema.safeParse({
    title: title?.trim() || name.replace(/\.pdf$/i, ''),
    machine_models: listOf(models),
    tags: listOf(tags),
    ...(language && { language }),
    ...(type && { document_type: type }),
  })
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new UserError('bad_manual', `${problems.join('; ')}.`, { action: 'Correct it and add it again.' })
}

/** A list as a form's field holds it: separated by commas. */
function listOf(value: string): string[] {
  return [...new Set(value.split(',').map((item) => item.trim()))].filter((item) => item !== '')
}
