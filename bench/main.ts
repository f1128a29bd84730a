import { extraction } from './extraction.ts'
import { retrieval } from './retrieval.ts'

/** What `npm run bench -- NAME DIR` measures; a new one is a row here. */
const benches: Record<string, { says: string; run: (folder: string) => Promise<boolean> }> = {
  retrieval: {
    says: 'whether the questions of DIR/questions.jsonl find their pages in DIR/*.pdf',
    run: retrieval,
  },
  extract: { says: 'how fast and with how much memory DIR/*.pdf are read', run: extraction },
}

const [name = '', folder = ''] = process.argv.slice(2)
const bench = benches[name]
if (bench === undefined || folder === '') {
  const rows = Object.entries(benches).map(
    ([each, { says }]) => `  npm run bench -- ${each} DIR   measures ${says}\n`,
  )
  process.stdout.write(`Usage:\n${rows.join('')}`)
  process.exitCode = 2
} else if (!(await bench.run(folder))) {
  process.exitCode = 1
}
