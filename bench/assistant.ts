import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import { startAssistant } from '../src/assistant/app.ts'
import {
  assistantPaths,
  documentAcceptedSchema,
  documentSchema,
  searchResponseSchema,
} from '../src/assistant-api.ts'
import { readConfig } from '../src/config.ts'
import type { Found } from './figures.ts'
import type { ManualFile, Question } from './questions.ts'

/** The assistant as it is, on a database of its own. */
export interface Assistant {
  upload(manual: ManualFile): Promise<void>
  /** Five passages for a question, with its product as machine model. */
  search(question: Question): Promise<Found[]>
  close(): Promise<void>
}

/** Starts the real server on a free port, open to local calls. */
export async function bootAssistant(databaseUrl: string): Promise<Assistant> {
  const { url, close } = await startAssistant(
    readConfig({
      DATABASE_URL: databaseUrl,
      EMBEDDED: 'true',
      ASSISTANT_PORT: '0',
      LOG_DIR: '',
      LOG_LEVEL: 'warn',
    }),
  )
  return {
    close,
    upload: async (manual) => {
      const accepted = await fetch(url + assistantPaths.documents, { method: 'POST', body: formOf(manual) })
      const { document_id } = await bodyOf(accepted, documentAcceptedSchema)
      await untilReady(url + assistantPaths.document(document_id))
    },
    search: async ({ question, product }) => {
      const response = await fetch(url + assistantPaths.search, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: question, machine_model: product, limit: 5 }),
      })
      const { results } = await bodyOf(response, searchResponseSchema)
      return results.map((one) => ({
        manual: one.title,
        pageStart: one.page_start,
        pageEnd: one.page_end,
        text: one.text,
      }))
    },
  }
}

function formOf({ name, bytes }: ManualFile): FormData {
  const form = new FormData()
  form.set('file', new File([bytes], `${name}.pdf`, { type: 'application/pdf' }))
  form.set('title', name)
  form.set('machine_models', name)
  return form
}

async function untilReady(url: string): Promise<void> {
  for (;;) {
    const { status, error } = await bodyOf(await fetch(url), documentSchema)
    if (status === 'ready') return
    if (status === 'failed') throw new Error(`reading failed: ${error}`)
    await sleep(100)
  }
}

async function bodyOf<T extends z.ZodType>(response: Response, schema: T): Promise<z.output<T>> {
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return schema.parse(await response.json())
}
