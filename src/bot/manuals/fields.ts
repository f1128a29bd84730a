import { type DocumentFields, documentFieldsSchema } from '../../assistant-api.ts'
import { UserError } from '../../errors.ts'
import type { Press } from '../handler.ts'
import type { SentFile } from '../platform.ts'

/** The longest title, the longest list with its commas (20 tags of 50 characters), the longest words to find it by. */
export const longestTitle = 200
export const longestList = 1_000
export const longestWords = 200

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
  const {
    title,
    machine_models: models = '',
    other_models: others = '',
    tags = '',
    language,
    document_type: type,
  } = fields
  const parsed = documentFieldsSchema.safeParse({
    title: title?.trim() || name.replace(/\.pdf$/i, ''),
    machine_models: listOf(`${models},${others}`),
    tags: listOf(tags),
    ...(language && { language }),
    ...(type && { document_type: type }),
  })
  if (parsed.success) return parsed.data
  const broken = new Set(parsed.error.issues.map(({ path: [field] }) => String(field)))
  const sentences = [...broken].map((field) => rules[field] ?? `The field ${field} is not valid.`)
  throw new UserError('bad_manual', sentences.join(' '), { action: 'Correct it and add it again.' })
}

/**
 * What a manual should be found by, as the form says: phrases with commas, on one line.
 * @throws UserError where that is too long.
 */
export function wordsOf({ fields = {} }: Pick<Press, 'fields'>): string {
  const words = (fields.words ?? '').replace(/\s+/g, ' ').trim()
  if (words.length <= longestWords) return words
  throw new UserError(
    'bad_manual',
    `The words it should be found by are more than ${longestWords} characters.`,
    {
      action: 'Correct it and add it again.',
    },
  )
}

/** A list as a form's field holds it: separated by commas. */
function listOf(value: string): string[] {
  return [...new Set(value.split(',').map((item) => item.trim()))].filter((item) => item !== '')
}
