import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type AddedManual, addManual } from './add-manual.ts'
import { assistantAt, type MeasuredAssistant, ownAssistant } from './assistant-process.ts'
import { bareRead } from './bare-pdfjs.ts'
import { watchMemory } from './process-memory.ts'
import { printTable } from './table.ts'

/** At least this share of the bare library's pages a second, at most so much memory, and progress on the way. */
const required = { ratio: 0.5, memoryMb: 1_000, progress: 5 }
/** Each is done this often, in turns; the fastest counts. */
const rounds = 2

interface Round {
  ours: AddedManual
  bare: { pages: number; seconds: number; peakMemoryMb: number }
}

/**
 * Uploads a large PDF until it is ready, and sets its pages a second and the memory of the assistant, with the
 * process that reads, against the PDF library alone in the same run. BENCH_ASSISTANT_URL measures a running one,
 * such as that of the stack: BENCH_ASSISTANT_PID is its process on this machine (several with commas),
 * BENCH_ASSISTANT_TOKEN a knowledge keeper's.
 * @returns whether everything required is reached.
 */
export async function largeManual(file: string): Promise<boolean> {
  const manual = { name: basename(file, '.pdf'), bytes: readFileSync(file) }
  const {
    BENCH_ASSISTANT_URL: url,
    BENCH_ASSISTANT_PID: pids = '',
    BENCH_ASSISTANT_TOKEN: token,
  } = process.env
  const measure = async (assistant: MeasuredAssistant): Promise<boolean> => {
    const memory = watchMemory(assistant.pids)
    const done: Round[] = []
    for (let round = 0; round < rounds; round += 1) {
      const bare = await timed(() => bareRead(manual.bytes))
      done.push({ bare, ours: await addManual(assistant, manual) })
    }
    await memory.stop()
    return judge(done, memory.peakMb())
  }
  if (url === undefined) return await ownAssistant(measure)
  return await measure(assistantAt(url, pids, token))
}

async function timed<T extends object>(read: () => Promise<T>): Promise<T & { seconds: number }> {
  const started = performance.now()
  return { ...(await read()), seconds: (performance.now() - started) / 1_000 }
}

function judge(done: Round[], peakMb: number): boolean {
  const ours = done.map((round) => round.ours).reduce(faster)
  const bare = done.map((round) => round.bare).reduce(faster)
  const ratio = ours.pages / ours.seconds / (bare.pages / bare.seconds)
  printTable([
    ['', 'pages', 'seconds', 'pages/s', 'peak MB', 'progress told'],
    ['upload to ready', ...figures(ours), peakMb === 0 ? 'not seen' : String(peakMb), String(ours.progress)],
    ['bare pdfjs', ...figures(bare), String(bare.peakMemoryMb), ''],
  ])
  process.stdout.write(`ratio ${ratio.toFixed(2)}\n`)
  const reached =
    ratio >= required.ratio && peakMb > 0 && peakMb < required.memoryMb && ours.progress >= required.progress
  process.stdout.write(
    reached ? 'Everything required is reached.\n' : 'NOT everything required is reached.\n',
  )
  return reached
}

const faster = <T extends { seconds: number }>(a: T, b: T): T => (b.seconds < a.seconds ? b : a)

const figures = ({ pages, seconds }: { pages: number; seconds: number }): string[] => [
  String(pages),
  seconds.toFixed(1),
  (pages / seconds).toFixed(1),
]
