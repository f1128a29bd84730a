import type { WebClient } from '@slack/web-api'
import type { Logger } from '../../../log.ts'
import { repeatedly, slackCodeOf } from '../api/calls.ts'
import { respondPrivately } from '../api/respond.ts'
import { renderForm } from '../render/form.ts'
import type { Questions } from './forms.ts'
import { type Purpose, writePurpose } from './purpose.ts'

export interface FormRequest {
  questions: Questions
  purpose: Purpose
  /** Slack's permission to open a form; it lasts for three seconds. */
  triggerId: string
  /** Where to say that it could not be opened. */
  responseUrl: string | undefined
}

/** Opens a form for whoever pressed or typed; says so where it cannot be opened. */
export async function openForm(
  { questions, purpose, triggerId, responseUrl }: FormRequest,
  { client, log }: { client: WebClient; log: Logger },
): Promise<void> {
  const view = renderForm({ ...questions, metadata: writePurpose(purpose) })
  try {
    await repeatedly(() => client.views.open({ trigger_id: triggerId, view }))
  } catch (error) {
    log.warn({ err: error, code: slackCodeOf(error) }, 'a form could not be opened')
    const text = 'The form could not be opened in time, and nothing was done. Try it once more.'
    await respondPrivately(responseUrl, text, purpose.place.threadTs)
  }
}
