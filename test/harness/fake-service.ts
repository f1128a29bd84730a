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
  // Named, because the first process of a container ends by no signal that it does not handle.
  process.on('SIGTERM', () => ignoresTerm || process.exit(0))
  process.once('disconnect', () => process.exit(0))
  if (grandchild)
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', grandchild], { stdio: 'ignore' })
  const server = createServer((request, response) => {
    if (request.url === '/print') {
      request.on('data', (chunk: Buffer) => process.stdout.write(chunk))
      request.on('end', () => response.end())
      return
    }
    const { health: usual = 'ok', dependencies = {}, downWithModel } = control()
    const model = process.env['OPENAI_MODEL']
    const health = model !== undefined && model === downWithModel ? 'down' : usual
    if (health === 'silent') return
    response.writeHead(health === 'down' ? 503 : 200, { 'content-type': 'application/json' })
    // A real one says a digest of all its settings: here two stand for them.
    const key = process.env['OPENAI_API_KEY'] === undefined ? '' : '-with-key'
    const settings_digest = `digest-${(model ?? 'none').replaceAll('.', '-')}${key}`
    response.end(JSON.stringify({ status: health, dependencies, settings_digest }))
  })
  setTimeout(() => {
    server.listen(Number(process.env['PORT']), process.env['HOST'] ?? '127.0.0.1', () =>
      process.send?.({ type: 'ready', url: `http://127.0.0.1:${process.env['PORT']}` }),
    )
  }, startSlowlyMs)
}
