import { extract } from '../src/assistant/knowledge/extract.ts'
import { readConfig } from '../src/config.ts'
import { bareRead } from './bare-pdfjs.ts'
import { readManuals } from './questions.ts'
import { printTable } from './table.ts'

/** Each is read this often; the fastest counts. */
const repeats = 3

interface Reading {
  pages: number
  seconds: number
  peakMemoryMb: number
}

/** Reads a folder's PDFs as the ingestion does and with the bare library, each in a process of its own. */
export async function extraction(folder: string): Promise<boolean> {
  const config = readConfig({})
  const rows = [['', 'pages', 'ingest pages/s', 'bare pages/s', 'ratio', 'ingest MB', 'bare MB']]
  for (const { name, bytes } of readManuals(folder)) {
    const ours = await fastest(() => extract([bytes], { config, progress: () => {} }))
    const bare = await fastest(() => bareRead(bytes))
    rows.push([
      name,
      String(ours.pages),
      ...[speed(ours), speed(bare), speed(ours) / speed(bare)].map((x) => x.toFixed(2)),
      String(ours.peakMemoryMb),
      String(bare.peakMemoryMb),
    ])
  }
  printTable(rows)
  return true
}

const speed = ({ pages, seconds }: Reading): number => pages / seconds

async function fastest(read: () => Promise<Omit<Reading, 'seconds'>>): Promise<Reading> {
  const readings: Reading[] = []
  for (let turn = 0; turn < repeats; turn += 1) {
    const started = performance.now()
    const { pages, peakMemoryMb } = await read()
    readings.push({ pages, peakMemoryMb, seconds: (performance.now() - started) / 1_000 })
  }
  return readings.reduce((a, b) => (b.seconds < a.seconds ? b : a))
}
