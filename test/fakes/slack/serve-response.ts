import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { failBefore, isBefore, sendJson } from './api/serve.ts'
import type { Faults } from './faults.ts'
import { SlackRefusal } from './refusal.ts'
import type { ResponseUrls } from './response-urls.ts'

/** Takes what the app answers at an address that came with a command or a press. */
export async function serveResponse(
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
  { responseUrls, faults }: { responseUrls: ResponseUrls; faults: Faults },
): Promise<void> {
  const body = JSON.parse(await text(request)) as Record<string, unknown>
  const fault = faults.next('response_url')
  if (fault !== undefined && isBefore(fault)) {
    failBefore(fault, response)
    return
  }
  const refusal = taken(() => responseUrls.take(id, body))
  if (fault?.kind === 'cut after') response.destroy()
  else if (refusal === null) sendJson(response, 200, { ok: true })
  else sendJson(response, statusOf(refusal), { ok: false, error: refusal.message, ...refusal.details })
}

function taken(take: () => void): SlackRefusal | null {
  try {
    take()
    return null
  } catch (error) {
    if (error instanceof SlackRefusal) return error
    throw error
  }
}

const statusOf = ({ message }: SlackRefusal): number =>
  message === 'used_url' || message === 'expired_url' ? 404 : 400
