import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const samples = join(import.meta.dirname, '../../../samples/manuals')

/** A sample manual, as the form that uploads it. */
export async function manualForm(name: string, fields: Record<string, string>): Promise<FormData> {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields)) form.set(field, value)
  const bytes = await readFile(join(samples, `${name}.pdf`))
  form.set('file', new Blob([bytes], { type: 'application/pdf' }), `${name}.pdf`)
  return form
}
