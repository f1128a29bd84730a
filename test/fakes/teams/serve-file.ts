import type { ServerResponse } from 'node:http'
import type { Faults } from './faults.ts'
import type { SharedFile, World } from './world.ts'

/** Hands out what somebody sent; whoever knows the address may have it. */
export async function serveFile(
  id: string,
  response: ServerResponse,
  world: World,
  faults: Faults,
): Promise<void> {
  const fault = faults.next('download')
  if (fault?.kind === 'cut') return void response.destroy()
  if (fault?.kind === 'hang') return
  if (fault?.kind === 'status') return void response.writeHead(fault.status).end()
  const file = world.files.get(id)
  if (file === undefined) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': file.type, 'content-length': file.content.byteLength })
  response.end(file.content)
}

/** Where a file can be had for a while, without a token. */
export const downloadUrl = ({ address }: World, { id }: SharedFile): string =>
  `${address}/files/${id}?tempauth=${id}`
