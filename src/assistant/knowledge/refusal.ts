import type { Config } from '../../config.ts'
import { UserError } from '../../errors.ts'
import type { ProblemCode } from './pdf/problem.ts'

/** Why reading a PDF ended without its text: it is at fault, or it took more than it may. */
export type RefusalCode = ProblemCode | 'memory' | 'time'

const sentences: Record<RefusalCode, (config: Config) => [message: string, action: string]> = {
  truncated: () => [
    'The file is cut off: its end is missing.',
    'Upload it again, or save it anew from a PDF reader.',
  ],
  damaged: () => [
    'The file is damaged and cannot be read as a PDF.',
    'Open it in a PDF reader, save it anew and upload that.',
  ],
  password: () => ['The PDF is protected by a password.', 'Remove the password and upload it again.'],
  no_text: () => [
    'The PDF has no text, only pictures of pages: it is a scan.',
    'Run text recognition (OCR) on it and upload the result.',
  ],
  unreadable_text: () => [
    'The text of the PDF cannot be read: its fonts do not say which letters they show.',
    'Run text recognition (OCR) on it and upload the result.',
  ],
  too_many_pages: ({ MAX_PAGES }) => [
    `The PDF has more than ${MAX_PAGES} pages.`,
    'Split it and upload the parts.',
  ],
  too_much_text: () => ['The PDF holds far more text than a manual has.', 'Split it and upload the parts.'],
  memory: ({ EXTRACT_MEMORY_MB }) => [
    `Reading the PDF took more than ${EXTRACT_MEMORY_MB} MB of memory and was stopped.`,
    'Split it, or save it anew with smaller pictures, and upload it again.',
  ],
  time: ({ EXTRACT_SECONDS }) => [
    `Reading the PDF took more than ${EXTRACT_SECONDS} seconds and was stopped.`,
    'Split it and upload the parts.',
  ],
}

/** Says why a PDF was not read and what to do. */
export function refusal(code: RefusalCode, config: Config, cause?: unknown): UserError {
  const [message, action] = sentences[code](config)
  return new UserError(`pdf_${code}`, message, { action, status: 422, cause })
}
