import type { Config } from '../../config.ts'
import { UserError } from '../../errors.ts'
import type { SentFile } from '../platform.ts'

/**
 * The content of a file of a personal chat, from where Teams keeps it.
 * @throws UserError where it cannot be had any more: its address holds for minutes.
 */
export async function downloadFile(
  { id: address }: SentFile,
  { TEAMS_FILE_HOSTS: hosts }: Pick<Config, 'TEAMS_FILE_HOSTS'>,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const { protocol, hostname } = new URL(address)
  const isKept = hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`))
  if (!isKept || (protocol !== 'https:' && hostname !== '127.0.0.1')) throw gone()
  const response = await fetch(address, { signal, redirect: 'error' })
  if (!response.ok || response.body === null) throw gone()
  return response.body
}

const gone = (): UserError =>
  new UserError('file_gone', 'Teams does not give this file any more.', { action: 'Send it again.' })
