import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'

/** A question with the pages that answer it. */
const questionSchema = z.object({
  id: z.string(),
  question: z.string(),
  /** The name of the manual it is about, without .pdf. */
  product: z.string(),
  gold: z.array(z.object({ file: z.string(), from: z.number(), to: z.number() })),
})
export type Question = z.infer<typeof questionSchema>

export interface ManualFile {
  /** The file's name without .pdf: title, machine model and product. */
  name: string
  bytes: Uint8Array<ArrayBuffer>
}

/** The questions of DIR/questions.jsonl. */
export function readQuestions(folder: string): Question[] {
  const lines = readFileSync(join(folder, 'questions.jsonl'), 'utf8').split('\n')
  return lines.filter((line) => line.trim() !== '').map((line) => questionSchema.parse(JSON.parse(line)))
}

/** The PDFs of a folder. */
export function readManuals(folder: string): ManualFile[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.pdf'))
    .sort()
  return names.map((name) => ({
    name: basename(name, '.pdf'),
    bytes: new Uint8Array(readFileSync(join(folder, name))),
  }))
}
