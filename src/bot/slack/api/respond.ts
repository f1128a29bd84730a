import { z } from 'zod'

const timeoutMs = 10_000

const refused = z.object({ ok: z.literal(false) })

/** What became of an answer; `unknown` where nobody can tell whether it has arrived. */
export type Responded = 'taken' | 'refused' | 'unknown'

/** Answers at the address that came with a command or a press: it serves five times, for half an hour. */
export async function respond(address: string, body: object): Promise<Responded> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => null)
  if (response === null || response.status >= 500) return 'unknown'
  const text = await response.text().catch(() => '')
  return response.ok && !refused.safeParse(parsed(text)).success ? 'taken' : 'refused'
}

/**
 * Answers with a line that only the one who acted sees, in the thread where it was; not at all where there is no
 * address.
 */
export async function respondPrivately(
  address: string | undefined,
  text: string,
  threadTs?: string,
): Promise<void> {
  if (address === undefined) return
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs }
  await respond(address, { response_type: 'ephemeral', replace_original: false, text, ...thread })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
