import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { UserError } from '../errors.ts'

/**
 * Listens where the settings say.
 * @returns the address that answers, without a slash at the end.
 * @throws UserError when the address cannot be had.
 */
export async function listen(server: FastifyInstance, { HOST, ASSISTANT_PORT }: Config): Promise<string> {
  try {
    await server.listen({ host: HOST, port: ASSISTANT_PORT })
  } catch (error) {
    const { code } = Object(error) as { code?: unknown }
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error
    const why = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${code})`
    throw new UserError('bad_port', `The assistant's address ${HOST}:${ASSISTANT_PORT} ${why}.`, {
      action: 'Stop that program or set ASSISTANT_PORT to another port.',
      cause: error,
    })
  }
  return urlOf(server.server.address() as AddressInfo)
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
