import type { UploadAccepted } from '../../api.ts'
import { refusalSentence } from '../parts/client.ts'
import { failure } from '../parts/failure.ts'
import { tellSignedOut } from '../parts/signed-out.ts'

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
 * Uploads a manual. XMLHttpRequest, because fetch does not tell how far an upload is.
 * @param onProgress the share that was sent, 0 to 1
 */
export function sendFile(
  file: File,
  fields: ManualFields,
  onProgress: (share: number) => void,
): Promise<UploadAccepted> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/documents?${new URLSearchParams({ words: fields.words })}`)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onerror = () =>
      reject(failure(0, 'The upload was cut off. Check the connection and try again; nothing was kept.'))
    request.onload = () => {
      tellSignedOut(request.status)
      if (request.status < 300) resolve(JSON.parse(request.responseText) as UploadAccepted)
      else reject(failure(request.status, refusalSentence(request.status, request.responseText)))
    }
    request.send(form(file, fields))
  })
}
