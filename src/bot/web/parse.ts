import { z } from 'zod'
import { UserError } from '../../errors.ts'

/** The id of a conversation, a message or a document. */
export const idSchema = z.uuid({ error: 'must be a UUID' })

/** A line that a button asked for. Control characters hide things from people. */
const line = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest, { error: `must be at most ${longest.toLocaleString('en')} characters` })
    .refine((text) => !/\p{Cc}/u.test(text), { error: 'must not contain control characters' })

export const lineSchema = line(500)
/** As long as any button of a card asks for. */
export const longLineSchema = line(2_000)

/** What somebody says, in several lines where they like. */
export const wordsSchema = z
  .string()
  .trim()
  .max(2_000, { error: 'must be at most 2,000 characters' })
  .refine((text) => !/\p{Cc}/u.test(text.replace(/[\n\r\t]/g, '')), {
    error: 'must not contain control characters',
  })

/**
 * Reads what a request carries as a schema has it.
 * @throws UserError naming every field that is wrong.
 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new UserError('bad_request', `${parsed.error.issues.map(sentence).join('; ')}.`, {
    action: 'Correct it and send it again.',
  })
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return `${issue.keys.map((key) => JSON.stringify(key).slice(0, 60)).join(', ')} is not a field of this request`
  }
  const field = issue.path.map(String).join('.')
  const name = names[field] ?? (field === '' ? 'The request' : `The field ${field}`)
  return `${name} ${/^must /.test(issue.message) ? issue.message : `is not valid (${issue.message})`}`
}

/** How people call the fields. */
const names: Record<string, string> = {
  text: 'The message',
  machineModel: 'The machine model',
  input: 'What you wrote',
}
