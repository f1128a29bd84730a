import { ack } from './ack.ts'
import { ackTeams } from './ack-teams.ts'
import { extraction } from './extraction.ts'
import { firstToken } from './first-token.ts'
import { largeManual } from './large-manual.ts'
import { maintenance } from './maintenance.ts'
import { retrieval } from './retrieval.ts'
import { sop } from './sop.ts'

/** What is measured, and whether everything required is reached. */
interface Bench {
  says: string
  /** What stands behind its name. */
  takes?: 'DIR' | 'PDF'
  run(folder: string): Promise<boolean>
}

/** What `npm run bench -- NAME` measures; a new one is a row here. */
const benches: Record<string, Bench> = {
  retrieval: {
    says: 'whether the questions of DIR/questions.jsonl find their pages in DIR/*.pdf',
    takes: 'DIR',
    run: retrieval,
  },
  extract: {
    says: 'how fast and with how much memory DIR/*.pdf are read',
    takes: 'DIR',
    run: extraction,
  },
  'large-manual': {
    says: 'how fast and with how much memory PDF becomes searchable, beside the PDF library alone',
    takes: 'PDF',
    run: largeManual,
  },
  maintenance: {
    says: 'how long questions take while a million old messages are deleted, beside while nothing else goes on',
    run: maintenance,
  },
  ack: {
    says: "how fast Slack's commands are acknowledged, beside Bolt alone",
    run: ack,
  },
  'ack-teams': {
    says: "how fast Teams' messages are acknowledged, beside botbuilder's adapter alone",
    run: ackTeams,
  },
  'first-token': {
    says: "how soon an answer's first word stands in Slack, beside the assistant itself",
    run: firstToken,
  },
  sop: {
    says: 'how long a restart takes on the production stack, beside the same commands by hand; wants a Docker engine',
    run: sop,
  },
}

const [name = '', folder = ''] = process.argv.slice(2)
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
if (bench === undefined || (bench.takes !== undefined && folder === '')) {
  const rows = Object.entries(benches).map(
    ([each, { says, takes = '' }]) =>
      `  npm run bench -- ${`${each} ${takes}`.padEnd(16)} measures ${says}\n`,
  )
  process.stdout.write(`Usage:\n${rows.join('')}`)
  process.exitCode = 2
} else if (!(await bench.run(folder))) {
  process.exitCode = 1
}
