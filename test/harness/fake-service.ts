import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Control } from './agent.ts'

/** A cheap service: it does what its control file says, and answers /health. */
const control = (): Control => JSON.parse(readFileSync(process.env['CONTROL'] ?? '', 'utf8')) as Control
const { lines = [], ignoresTerm, failsWith, startSlowlyMs = 0, grandchild } = control()

for (const line of lines) process.stdout.write(`${line}\n`)
if (failsWith !== undefined) {
  process.stderr.write(`${failsWith}\n`, () => process.exit(3))
} else {
  if (ignoresTerm) process.on('SIGTERM', () => undefined)
  process.once('disconnect', () => process.exit(0))
  if (grandchild)
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', grandchild], { stdio: 'ignore' })
  const server = createServer((request, response) => {
    if (request.url === '/print') {
      request.on('data', (chunk: Buffer) => process.stdout.write(chunk))
      request.on('end', () => response.end())
      return
    }
    const { health = 'ok', dependencies = {} } = control()
    if (health === 'silent') return
    response.writeHead(health === 'down' ? 503 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ status: health, dependencies }))
  })
  setTimeout(() => {
    server.listen(Number(process.env['PORT']), '127.0.0.1', () =>
      process.send?.({ type: 'ready', url: `http://127.0.0.1:${process.env['PORT']}` }),
    )
  }, startSlowlyMs)
}
