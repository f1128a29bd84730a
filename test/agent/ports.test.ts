import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { claimPorts } from '../../src/agent/ports.ts'
import { readConfig } from '../../src/config.ts'
import { testPort } from '../harness/ports.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function occupy(host: string): Promise<number> {
  const server = createServer()
  servers.push(server)
  server.listen({ host, port: await testPort() })
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const claim = (assistant: number, bot: number) =>
  claimPorts(readConfig({ ASSISTANT_PORT: String(assistant), BOT_PORT: String(bot) }))

test('free ports are taken as they are set, and 0 becomes a free one', async () => {
  const port = await testPort()
  const ports = await claim(port, 0)
  expect(ports.assistant).toBe(port)
  expect(ports.bot).toBeGreaterThan(0)
})

test.each(['127.0.0.1', '::1', '0.0.0.0'])(
  'a port in use on %s is refused with its setting',
  async (host) => {
    const port = await occupy(host)
    const refusal = claim(0, port)
    await expect(refusal).rejects.toThrow(`Port ${port} is in use by another program.`)
    await expect(refusal).rejects.toHaveProperty('action', 'Free it, or set BOT_PORT to another port.')
  },
)

test('with patience, a port that becomes free is taken', async () => {
  const port = await occupy('127.0.0.1')
  const claiming = claimPorts(readConfig({ ASSISTANT_PORT: '0', BOT_PORT: String(port) }), 20_000)
  setTimeout(() => servers.pop()?.close(), 200)
  expect((await claiming).bot).toBe(port)
})

test('both on one port are refused', async () => {
  await expect(claim(8001, 8001)).rejects.toThrow('ASSISTANT_PORT and BOT_PORT are both 8001.')
})
