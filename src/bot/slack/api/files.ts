import type { WebClient } from '@slack/web-api'
import type { Config } from '../../../config.ts'
import { UserError } from '../../../errors.ts'
import type { SentFile } from '../../platform.ts'
import { repeatedly } from './calls.ts'

/**
 * The content of a file that was shared with the bot.
 * @throws UserError when it is gone, or Slack does not hand it out.
 */
export async function downloadFile(
  { id, name }: SentFile,
  signal: AbortSignal,
  { client, config }: { client: WebClient; config: Config },
): Promise<ReadableStream<Uint8Array>> {
  const { file } = await repeatedly(() => client.files.info({ file: id })).catch((cause: unknown) => {
    throw gone(name, cause)
  })
  const url = file?.url_private_download ?? file?.url_private
  if (url === undefined) throw gone(name)
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${config.SLACK_BOT_TOKEN}` },
    signal,
  })
  // Without the right to a file, Slack answers with a page for signing in.
  const isPage = response.headers.get('content-type')?.startsWith('text/html') === true
  if (!response.ok || response.body === null || isPage) throw gone(name)
  return response.body
}

function gone(name: string, cause?: unknown): UserError {
  return new UserError('no_file', `Slack does not hand out ${name}; it may have been deleted.`, {
    action: 'Share it again.',
    cause,
  })
}
