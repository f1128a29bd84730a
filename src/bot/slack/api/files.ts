import type { WebClient } from '@slack/web-api'
import type { Config } from '../../../config.ts'
import { UserError } from '../../../errors.ts'
import type { SentFile } from '../../platform.ts'
import { repeatedly, slackCodeOf } from './calls.ts'

/** Slack's names of a file that is no more. */
const goneCodes = new Set(['file_not_found', 'file_deleted'])
/** The same, where it is fetched. */
const goneStatuses = new Set([403, 404, 410])

/**
 * The content of a file that was shared with the bot.
 * @throws UserError when it is gone, Slack does not hand it out, or it lives elsewhere.
 */
export async function downloadFile(
  { id, name }: SentFile,
  signal: AbortSignal,
  { client, config }: { client: WebClient; config: Config },
): Promise<ReadableStream<Uint8Array>> {
  const { file } = await repeatedly(() => client.files.info({ file: id })).catch((cause: unknown) => {
    throw goneCodes.has(slackCodeOf(cause)) ? gone(name, cause) : cause
  })
  const url = file?.url_private_download ?? file?.url_private
  if (file?.is_external === true) throw elsewhere(name)
  if (url === undefined) throw gone(name)
  if (!isSlacks(new URL(url), config)) throw elsewhere(name)
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${config.SLACK_BOT_TOKEN}` },
    signal,
  })
  // Without the right to a file, Slack answers with a page for signing in.
  const isPage = response.headers.get('content-type')?.startsWith('text/html') === true
  if (goneStatuses.has(response.status) || isPage) throw gone(name)
  if (!response.ok || response.body === null) throw new Error(`Slack answered ${response.status} for a file`)
  return response.body
}

/** Whether an address is Slack's own, or of what stands for it: nobody else is shown the bot's token. */
function isSlacks({ protocol, hostname, host }: URL, { SLACK_API_URL: api }: Config): boolean {
  if (api !== undefined && new URL(api).host === host) return true
  return protocol === 'https:' && (hostname === 'slack.com' || hostname.endsWith('.slack.com'))
}

function elsewhere(name: string): UserError {
  return new UserError('external_file', `${name} lives in another service.`, {
    action: 'Upload the PDF itself.',
  })
}

function gone(name: string, cause?: unknown): UserError {
  return new UserError('no_file', `Slack does not hand out ${name}; it may have been deleted.`, {
    action: 'Share it again.',
    cause,
  })
}
