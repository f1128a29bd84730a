import type { Attempt, Delivery, Door } from '../deliver.ts'
import { signedHeaders } from '../sign.ts'

/** Calls the app at its addresses, in turn. */
export function httpDoor(secret: string, addresses: string[]): Door {
  let turn = 0
  return {
    send: async ({ delivery, retry, reason, patienceMs }) => {
      turn += 1
      const address = addresses[turn % addresses.length] ?? ''
      const { body, type } = written(delivery)
      const again = { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': reason ?? '' }
      const headers = {
        'content-type': type,
        ...signedHeaders(secret, body),
        ...(retry > 0 && again),
      }
      return await post(address, body, headers, patienceMs)
    },
  }
}

/** A delivery as it goes over the line. */
export function written({ kind, body }: Pick<Delivery, 'kind' | 'body'>): { body: string; type: string } {
  const form = 'application/x-www-form-urlencoded'
  if (kind === 'event') return { body: JSON.stringify(body), type: 'application/json' }
  if (kind === 'command')
    return { body: String(new URLSearchParams(body as Record<string, string>)), type: form }
  return { body: String(new URLSearchParams({ payload: JSON.stringify(body) })), type: form }
}

async function post(
  address: string,
  body: string,
  headers: Record<string, string>,
  patienceMs: number,
): Promise<Attempt> {
  try {
    const signal = AbortSignal.timeout(patienceMs)
    const response = await fetch(address, { method: 'POST', headers, body, signal })
    const answer = parsed(await response.text())
    const { status } = response
    return response.ok ? { status, answer } : { error: 'http_error', status, answer }
  } catch (error) {
    const isLate = error instanceof DOMException && error.name === 'TimeoutError'
    return { error: isLate ? 'http_timeout' : 'connection_failed' }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text === '' ? undefined : { text }
  }
}
