import { createServer } from 'node:net'

/**
 * Ports that neither the product takes for itself nor the system gives to outgoing connections, above 10080,
 * the last one that `fetch` and browsers refuse to call (https://fetch.spec.whatwg.org/#port-blocking).
 */
const first = 10_100
const workers = 8
const each = Math.floor(10_000 / workers)

/** Jest's own number of this worker, from 1. */
const worker = (Number(process.env['JEST_WORKER_ID'] ?? 1) - 1) % workers

let last = Math.floor(Math.random() * each)

/**
 * A port that nobody listens on, and that no other worker is given: it may be left for a while, as while what
 * listens there is killed and started again.
 */
export async function testPort(): Promise<number> {
  for (let tried = 0; tried < each; tried += 1) {
    last = (last + 1) % each
    const port = first + worker * each + last
    if (await isFree(port)) return port
  }
  throw new Error('no port is free')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
