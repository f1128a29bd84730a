import { isNativeError } from 'node:util/types'
import type { Config } from '../config.ts'
import { UserError } from '../errors.ts'

const reasons: Record<string, string> = {
  EADDRINUSE: 'is in use',
  EACCES: 'cannot be opened by this user',
  EADDRNOTAVAIL: 'is not an address of this machine',
}

/**
 * Listens where the settings say.
 * @returns the address.
 * @throws UserError when it cannot be had.
 */
export async function listen(
  server: { listen(at: { host: string; port: number }): Promise<string> },
  { HOST: host, BOT_PORT: port }: Config,
): Promise<string> {
  try {
    return await server.listen({ host, port })
  } catch (error) {
    const reason = isNativeError(error) && 'code' in error ? reasons[String(error.code)] : undefined
    if (reason === undefined) throw error
    throw new UserError('bad_port', `The address ${host}:${port} ${reason}.`, {
      action: 'Stop what uses it, or set BOT_PORT to another port.',
      cause: error,
    })
  }
}
