import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { documentFieldsSchema } from '../../src/assistant-api.ts'

export const manualsFolder = join(import.meta.dirname, '../../samples/manuals')

const manualSchema = documentFieldsSchema.extend({ file: z.string().endsWith('.pdf') })
/** A sample manual: its PDF in the folder, and the fields it is uploaded with. */
export type Manual = z.infer<typeof manualSchema>

/** The sample manuals. Throws where the list does not fit what an upload accepts. */
export function readManifest(): Manual[] {
  const list: unknown = JSON.parse(readFileSync(join(manualsFolder, 'manuals.json'), 'utf8'))
  return z.array(manualSchema).parse(list)
}

/** The Markdown that the PDF is made from. */
export function markdownOf(manual: Manual): string {
  return readFileSync(join(manualsFolder, manual.file.replace(/\.pdf$/, '.md')), 'utf8')
}
