import { z } from 'zod'

const timeoutMs = 10_000

const refused = z.object({ ok: z.literal(false) })

/**
 * Answers at the address that came with a command or a press: it serves five times, for half an hour.
 * @returns whether Slack took it.
 */
export async function respond(address: string, body: object): Promise<boolean> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => null)
  const text = (await response?.text().catch(() => '')) ?? ''
  return response?.ok === true && !refused.safeParse(parsed(text)).success
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
