import { type Import, importsOf } from './imports.ts'

/** A rule of the house: what it says, and which imports break it. */
interface Rule {
  says: string
  breaks(edge: Import): boolean
}

const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')
const isOurs = (path: string): boolean => path.endsWith('.ts')

/** Which top-level folders a folder may import from, besides itself and the root files. */
const mayImport: Record<string, string[]> = {
  assistant: [],
  agent: [],
  sops: [],
  oncall: [],
  bot: ['sops', 'oncall'],
  doctor: [],
}

/** Single files that a folder may import besides: what the doctor looks through. */
const mayImportFiles: Record<string, string[]> = {
  doctor: [
    'agent/mask.ts',
    'assistant/llm/probe.ts',
    'bot/agent.ts',
    'bot/paging/checks.ts',
    'bot/slack/checks.ts',
    'bot/teams/checks.ts',
    'bot/web/sign-in/check.ts',
    'oncall/duty.ts',
    'sops/agent.ts',
    'sops/schedules/checked.ts',
  ],
}

/** What the composition root of a process is, and who alone may import it. */
const roots = ['assistant/app.ts', 'agent/app.ts', 'bot/app.ts', 'doctor/app.ts']

/** Packages that one corner of the house keeps to itself. */
const keptPackages: { packages: RegExp; owner: RegExp; says: string }[] = [
  { packages: /^@slack\//, owner: /^bot\/slack\//, says: 'only bot/slack speaks to Slack' },
  { packages: /^nodemailer/, owner: /^bot\/paging\//, says: 'only bot/paging sends mail' },
  { packages: /^bot(builder|framework)/, owner: /^bot\/teams\//, says: 'only bot/teams speaks to Teams' },
  {
    packages: /^(execa|node:child_process|child_process)$/,
    owner: /^(agent\/|assistant\/knowledge\/extract\.ts$)/,
    says: 'only the agent starts processes (and the extraction its capped child)',
  },
  { packages: /^(@prisma\/|generated\/)/, owner: /^db\.ts$/, says: 'only db.ts knows the generated clients' },
  { packages: /^pg-boss$/, owner: /^queue\.ts$/, says: 'only queue.ts knows the queue library' },
  {
    packages: /^fastify|^@fastify\//,
    owner: /^(assistant|bot|agent)\//,
    says: 'root files know no web server',
  },
  {
    packages: /^(langchain|@langchain\/|openai)/,
    owner: /^assistant\//,
    says: 'only the assistant speaks to models',
  },
]

const rules: Rule[] = [
  {
    says: 'root files import only root files',
    breaks: ({ from, to }) =>
      folderOf(from) === '' && from !== 'main.ts' && from !== 'db.ts' && isOurs(to) && folderOf(to) !== '',
  },
  {
    says: 'main.ts imports only the composition roots and root files',
    breaks: ({ from, to }) => from === 'main.ts' && isOurs(to) && folderOf(to) !== '' && !roots.includes(to),
  },
  {
    says: 'a folder imports only itself, root files and what its row allows',
    breaks: ({ from, to }) => {
      const [own, other] = [folderOf(from), folderOf(to)]
      if (own === '' || !isOurs(to) || other === '' || other === own) return false
      return !(mayImport[own] ?? []).includes(other) && !(mayImportFiles[own] ?? []).includes(to)
    },
  },
  {
    says: 'only main.ts imports a composition root',
    breaks: ({ from, to }) => roots.includes(to) && from !== 'main.ts',
  },
  {
    says: 'only stores and composition roots open databases',
    breaks: ({ from, to, typeOnly }) =>
      to === 'db.ts' && !typeOnly && !/(^|\/)(app|store|[a-z-]+-store)\.ts$/.test(from),
  },
  {
    says: 'the page takes only types from the bot',
    breaks: ({ from, to, typeOnly }) =>
      from.startsWith('bot/web/page/') && isOurs(to) && !to.startsWith('bot/web/page/') && !typeOnly,
  },
  ...keptPackages.map(({ packages, owner, says }) => ({
    says,
    breaks: ({ from, to }: Import) => packages.test(to) && !owner.test(from) && from !== 'db.ts',
  })),
]

/** What only one kind of file may contain, whatever it imports. */
const texts: { says: string; text: RegExp; allowed: RegExp }[] = [
  { says: 'only config.ts reads process.env', text: /\bprocess\.env\b/, allowed: /^config\.ts$/ },
  {
    says: 'only stores touch Prisma',
    text: /\$(queryRaw|executeRaw|transaction)|\bdb\.\w+\.(find|create|update|upsert|delete|count|aggregate|groupBy)/,
    allowed: /(^|\/)(store|[a-z-]+-store)\.ts$/,
  },
]

/** Every break of the house's rules, each as one line; empty when the house is in order. */
export function violations(sources: Map<string, string>): string[] {
  const edges = importsOf(sources)
  return [
    ...edges.flatMap((edge) =>
      rules.filter((rule) => rule.breaks(edge)).map((rule) => `${edge.from} → ${edge.to}: ${rule.says}`),
    ),
    ...[...sources].flatMap(([path, source]) =>
      texts
        .filter(({ text, allowed }) => text.test(source) && !allowed.test(path))
        .map(({ says }) => `${path}: ${says}`),
    ),
    ...cycles(edges).map((cycle) => `${cycle.join(' → ')}: import cycle`),
  ]
}

/** Import cycles between our own files, each once, type imports included: they too tie two files together. */
function cycles(edges: Import[]): string[][] {
  const graph = new Map<string, string[]>()
  for (const { from, to } of edges) {
    if (isOurs(to)) graph.set(from, [...(graph.get(from) ?? []), to])
  }
  const found: string[][] = []
  const finished = new Set<string>()
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) {
      found.push([...path.slice(path.indexOf(file)), file])
      return
    }
    if (finished.has(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    finished.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  return found
}
