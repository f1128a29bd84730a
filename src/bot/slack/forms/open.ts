import { setTimeout as rest } from 'node:timers/promises'
import type { WebClient } from '@slack/web-api'
import type { Logger } from '../../../log.ts'
import type { Questions } from '../../forms.ts'
import { once, slackCodeOf } from '../api/calls.ts'
import { respondPrivately } from '../api/respond.ts'
import { renderForm } from '../render/form.ts'
import { type Purpose, writePurpose } from './purpose.ts'

export interface FormRequest {
  questions: Questions
  purpose: Purpose
  /** Slack's permission to open a form; it lasts for three seconds. */
  triggerId: string
  /** Where to say that it could not be opened. */
  responseUrl: string | undefined
}

/** So long a form is waited for, in milliseconds: the rest of the three seconds is for saying that it failed. */
const patienceMs = 2_000

/** Opens a form for whoever pressed or typed; says so where it cannot be opened. */
export async function openForm(
  { questions, purpose, triggerId, responseUrl }: FormRequest,
  { client, log }: { client: WebClient; log: Logger },
): Promise<void> {
  const view = renderForm({ ...questions, metadata: writePurpose(purpose) })
  try {
    const opening = once(() => client.views.open({ trigger_id: triggerId, view }))
    await Promise.race([opening, tooLate()])
  } catch (error) {
    log.warn({ err: error, code: slackCodeOf(error) }, 'a form could not be opened')
    await respondPrivately(responseUrl, withoutForm(purpose), purpose.place.threadTs)
  }
}

async function tooLate(): Promise<never> {
  await rest(patienceMs, undefined, { ref: false })
  throw new Error('Slack took too long to open a form')
}

/** What whoever waits for the form hears instead. */
function withoutForm({ from }: Purpose): string {
  if (from.kind === 'press' && from.action === 'feedback')
    return 'Your rating is kept; the form for the reason could not be opened.'
  const again = from.kind === 'press' ? 'Press the button once more.' : 'Try it once more.'
  return `The form could not be opened in time, and nothing was done. ${again}`
}
