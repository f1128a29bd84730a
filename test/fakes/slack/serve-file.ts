import type { IncomingMessage, ServerResponse } from 'node:http'
import { failBefore, isBefore } from './api/serve.ts'
import type { Faults } from './faults.ts'
import type { World } from './world.ts'

/** Hands out a file to whoever shows the bot's token; others get Slack's page for signing in. */
export function serveFile(
  path: string,
  { headers }: IncomingMessage,
  response: ServerResponse,
  { world, tokens, faults }: { world: World; tokens: { bot: string }; faults: Faults },
): void {
  const fault = faults.next('download')
  if (fault !== undefined && isBefore(fault)) {
    failBefore(fault, response)
    return
  }
  const [prefix = ''] = path.split('/')
  const file = world.files.get(prefix.slice(world.team.id.length + 1))
  if (file === undefined) return void response.writeHead(404).end()
  if (headers['authorization'] !== `Bearer ${tokens.bot}`) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    return void response.end('<!DOCTYPE html><title>Slack</title>Sign in to autoboss')
  }
  response.writeHead(200, { 'content-type': file.mimetype, 'content-length': file.content.byteLength })
  response.end(file.content)
}
