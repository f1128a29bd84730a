import type { CaseRecord } from '../../api.ts'
import { caseFormPath, client } from '../parts/client.ts'
import { postForm } from '../parts/post-form.ts'

/** What somebody says about a case. */
interface Words {
  /** A new UUID; sent twice under it, it is said once. */
  key: string
  /** May be empty where there are files. */
  text: string
  files: File[]
}

/**
 * Sends what somebody says about a case.
 * @param onProgress the share of the files that was sent, 0 to 1
 */
export async function sendWords(
  number: number,
  { key, text, files }: Words,
  onProgress: (share: number) => void,
): Promise<CaseRecord> {
  if (files.length === 0) return await client.sayToCase(number, { key, text })
  const form = new FormData()
  form.append('key', key)
  form.append('text', text)
  for (const file of files) form.append('file', file)
  return await postForm<CaseRecord>(caseFormPath(number), form, onProgress)
}
