import { dutiesAt } from '../oncall/duty.ts'
import { may } from '../people.ts'
import { homeCard } from './cards/home.ts'
import { ownCases } from './cases/own.ts'
import { linesFor } from './commands/help.ts'
import { commands } from './commands.ts'
import type { Request } from './handler.ts'
import type { Inbound } from './platform.ts'
import { viewFor } from './runs/actor.ts'
import { openRuns } from './runs/open.ts'

const questionsShown = 5
const casesShown = 5
const runsShown = 5
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
    ownCases(person, casesShown, facts.cases),
    may(person, 'see-runs') ? openRuns(facts.runs) : null,
  ])
  const card = homeCard({
    questions: waiting.flatMap(({ inbound }) => (inbound.kind === 'message' ? [inbound.text] : [])),
    cases,
    runs: runs === null ? null : runs.slice(0, runsShown),
    view: viewFor(request),
    duties: dutiesAt(facts.runbook(), facts.people(), facts.clock.now()),
    timeZone: facts.runbook().service.time_zone,
    commands: linesFor(person, commands),
  })
  await platform.showHome(person.id, card)
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
