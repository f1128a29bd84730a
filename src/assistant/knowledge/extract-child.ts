import { Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { Worker } from 'node:worker_threads'
import type { ExtractMessage } from './extract-message.ts'
import { passagesOf, readManual } from './pdf/manual.ts'
import { PdfProblem } from './pdf/problem.ts'

/**
 * The process that reads one PDF: the file comes on standard input, the limits as arguments. What Node's
 * permissions leave open (see extract.ts), it closes itself: no network.
 */
const [maxPages = 0, memoryMb = 0] = process.argv.slice(2).map(Number)

Socket.prototype.connect = () => {
  throw new Error('a PDF has no business on the network')
}
new Worker(new URL('./memory-watch.ts', import.meta.url), {
  workerData: { maxBytes: memoryMb * 2 ** 20, parent: process.ppid },
}).unref()

try {
  await extract()
} catch (error) {
  if (!(error instanceof PdfProblem)) throw error
  send({ problem: error.code })
}

async function extract(): Promise<void> {
  const bytes = new Uint8Array(await buffer(process.stdin))
  const manual = await readManual(bytes, { maxPages }, (pagesDone, pages) =>
    send({ progress: { pagesDone, pages } }),
  )
  for (const passage of passagesOf(manual)) send({ passage })
  const peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024)
  send({ done: { pages: manual.pages.length, peakMemoryMb } })
}

function send(message: ExtractMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}
