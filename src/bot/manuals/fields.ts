import { type DocumentFields, documentFieldsSchema } from '../../assistant-api.ts'
import { UserError } from '../../errors.ts'
import type { Press } from '../handler.ts'
import type { SentFile } from '../platform.ts'

/** The longest title, and the longest list with its commas: 20 tags of 50 characters. */
export const longestTitle = 200
export const longestList = 1_000

/** What each field must be. */
const rules: Record<string, string> = {
  title: `The title must be one line of at most ${longestTitle} characters.`,
  machine_models: 'At most 20 machines can be named, each in at most 100 characters.',
  tags: 'There can be at most 20 tags, each of at most 50 characters on one line.',
  language: 'The language must be a code of two letters, such as en.',
  document_type: 'The document must be a manual, guide, bulletin or other.',
}

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
  const broken = new Set(parsed.error.issues.map(({ path: [field] }) => String(field)))
  const sentences = [...broken].map((field) => rules[field] ?? `The field ${field} is not valid.`)
  throw new UserError('bad_manual', sentences.join(' '), { action: 'Correct it and add it again.' })
}

/** A list as a form's field holds it: separated by commas. */
function listOf(value: string): string[] {
  return [...new Set(value.split(',').map((item) => item.trim()))].filter((item) => item !== '')
}
