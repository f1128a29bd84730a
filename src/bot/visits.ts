import { may } from '../people.ts'
import type { Run } from '../sops/run.ts'
import { homeCard } from './cards/home.ts'
import { linesFor } from './commands/help.ts'
import { commands } from './commands.ts'
import { dutiesOf } from './duty.ts'
import type { Request } from './handler.ts'
import type { Inbound } from './platform.ts'
import { viewFor } from './runs/actor.ts'

const questionsShown = 5
const casesShown = 5
const runsShown = 5
/** So many runs back it is looked for what is still open. */
const runsLookedAt = 50
const questionsOffered = 4

/** Shows somebody their start page, or what to begin a conversation with. */
export async function handleVisit(
  { page }: Extract<Inbound, { kind: 'visit' }>,
  request: Request,
): Promise<undefined> {
  return page === 'home' ? await showHome(request) : await suggest(request)
}

async function showHome(request: Request): Promise<undefined> {
  const { platform, person, with: facts } = request
  if (platform.showHome === undefined) return
  const [waiting, cases, runs] = await Promise.all([
    facts.openQuestions(person.id, questionsShown),
    facts.cases.of(person.id, casesShown),
    may(person, 'see-runs') ? openRuns(request) : null,
  ])
  const card = homeCard({
    questions: waiting.flatMap(({ inbound }) => (inbound.kind === 'message' ? [inbound.text] : [])),
    cases,
    runs,
    view: viewFor(request),
    duties: dutiesOf(facts.runbook(), facts.people()),
    commands: linesFor(person, commands),
  })
  await platform.showHome(person.id, card)
}

/** What runs, and what waits for somebody, the oldest first. */
async function openRuns({ with: { runs } }: Request): Promise<Run[]> {
  const [recent, waiting] = await Promise.all([runs.recent(runsLookedAt), runs.waiting()])
  const working = recent.filter(({ state }) => state.status === 'running' || state.status === 'unknown')
  const open = new Map([...waiting, ...working].map((run) => [run.number, run]))
  return [...open.values()].toSorted((a, b) => a.number - b.number).slice(0, runsShown)
}

/** Questions that the manuals answer, first those in the person's language. */
async function suggest({ platform, delivery, person, with: { assistant } }: Request): Promise<undefined> {
  if (platform.suggest === undefined) return
  const { questions } = await assistant.suggestions()
  const isTheirs = ({ language }: { language: string }) => language === person.language
  const sorted = [...questions.filter(isTheirs), ...questions.filter((one) => !isTheirs(one))]
  const offered = sorted.slice(0, questionsOffered).map(({ question }) => question)
  await platform.suggest(delivery.place, offered)
}
