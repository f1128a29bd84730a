import type { UploadAccepted } from '../../api.ts'
import { postForm } from '../parts/post-form.ts'

/** What goes with a manual's file. */
export interface ManualFields {
  title: string
  machineModels: string[]
  tags: string[]
  language: string
  /** Phrases that it should be found by, with commas; empty: its own words. */
  words: string
}

function form(file: File, { title, machineModels, tags, language }: ManualFields): FormData {
  const data = new FormData()
  data.append('title', title)
  data.append('machine_models', machineModels.join(','))
  data.append('tags', tags.join(','))
  data.append('language', language)
  data.append('file', file)
  return data
}

/**
 * Uploads a manual.
 * @param onProgress the share that was sent, 0 to 1
 */
export function sendFile(
  file: File,
  fields: ManualFields,
  onProgress: (share: number) => void,
): Promise<UploadAccepted> {
  const path = `/api/documents?${new URLSearchParams({ words: fields.words })}`
  return postForm<UploadAccepted>(path, form(file, fields), onProgress)
}
