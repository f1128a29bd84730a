import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { z } from 'zod'
import {
  assistantPaths,
  documentAcceptedSchema,
  documentFieldsSchema,
  documentSchema,
} from '../assistant-api.ts'
import { readPrivate, writePrivate } from './private-file.ts'

const manualsSchema = z.array(documentFieldsSchema.extend({ file: z.string() }))
type Manual = z.infer<typeof manualsSchema>[number]

const memorySchema = z.object({ added: z.array(z.string()) })

/** Where the samples lie and what is known of them. */
export interface SampleFolder {
  /** Holds manuals.json and the files that it names; it may be absent. */
  folder: string
  /** The file that remembers which were added, so that one that people delete does not come back. */
  memory: string
}

export interface SampleTarget extends SampleFolder {
  assistantUrl: string
  signal: AbortSignal
}

/** How long to wait until the manuals can be asked about, in milliseconds; they go on being read after it. */
const patience = 60_000

/** The sample manuals that were never given to the assistant. */
export async function missingSamples({ folder, memory }: SampleFolder): Promise<Manual[]> {
  const added = await rememberedFiles(memory)
  return (await readManuals(folder)).filter(({ file }) => !added.includes(file))
}

/** Gives manuals to the assistant, remembers each, and waits until they are read. */
export async function addSamples(manuals: Manual[], target: SampleTarget): Promise<void> {
  const documents: string[] = []
  for (const manual of manuals) {
    documents.push(...(await upload(manual, target)))
    await writePrivate(target.memory, { added: [...(await rememberedFiles(target.memory)), manual.file] })
  }
  const deadline = Date.now() + patience
  for (const document of documents) await untilRead(document, deadline, target)
}

async function rememberedFiles(memory: string): Promise<string[]> {
  return (await readPrivate(memory, memorySchema))?.added ?? []
}

async function readManuals(folder: string): Promise<Manual[]> {
  const text = await readFile(join(folder, 'manuals.json'), 'utf8').catch(() => '[]')
  return manualsSchema.parse(JSON.parse(text))
}

/** Resolves to the new document's id; to none where the assistant has the file already. */
async function upload(manual: Manual, { folder, assistantUrl, signal }: SampleTarget): Promise<string[]> {
  const form = new FormData()
  form.set('title', manual.title)
  form.set('machine_models', manual.machine_models.join(','))
  form.set('tags', manual.tags.join(','))
  form.set('language', manual.language)
  form.set('document_type', manual.document_type)
  form.set(
    'file',
    new Blob([await readFile(join(folder, manual.file))], { type: 'application/pdf' }),
    manual.file,
  )
  const response = await fetch(`${assistantUrl}${assistantPaths.documents}`, {
    method: 'POST',
    body: form,
    signal,
  })
  if (response.status === 409) return []
  if (!response.ok)
    throw new Error(`${manual.file}: the assistant answered ${response.status} ${await response.text()}`)
  return [documentAcceptedSchema.parse(await response.json()).document_id]
}

async function untilRead(
  id: string,
  deadline: number,
  { assistantUrl, signal }: SampleTarget,
): Promise<void> {
  while (Date.now() < deadline) {
    const response = await fetch(`${assistantUrl}${assistantPaths.document(id)}`, { signal })
    const { status } = documentSchema.parse(await response.json())
    if (status === 'ready' || status === 'failed') return
    await rest(100, undefined, { signal })
  }
}
