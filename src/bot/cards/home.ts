import { type Case, caseName } from '../../oncall/case.ts'
import type { Duties } from '../../oncall/duty.ts'
import { shorten } from '../../shorten.ts'
import { type Run, runName } from '../../sops/run.ts'
import { weekdayAndTime } from '../../sops/times.ts'
import type { Block, Button, Card } from '../card.ts'
import type { HelpLine } from './help.ts'
import { nameOfRun } from './run/parts.ts'
import type { RunView } from './run/view.ts'

export interface HomeFacts {
  /** What the person asked and has no answer to yet. */
  questions: string[]
  /** The person's own, unresolved. */
  cases: Case[]
  /** What runs or waits for a decision; null for whoever does not see runs. */
  runs: Run[] | null
  view: (run: Run) => RunView
  duties: Duties
  timeZone: string
  /** What the person may do. */
  commands: HelpLine[]
}

/** Somebody's start page: what waits for them, who is on call, what runs, and what they can do. */
export function homeCard({ questions, cases, runs, view, commands, ...facts }: HomeFacts): Card {
  return {
    headline: 'AI Assistant',
    blocks: [
      { kind: 'text', text: 'Ask about your machine in a message; the answer cites the page of the manual.' },
      { kind: 'divider' },
      ...questionsOf(questions),
      ...casesOf(cases),
      ...(runs === null ? [] : runsOf(runs, view)),
      {
        kind: 'fields',
        fields: [
          { label: 'On call', value: onCallText(facts) },
          { label: 'Second', value: facts.duties.secondary?.name ?? 'nobody is named' },
        ],
      },
      { kind: 'divider' },
      { kind: 'text', text: 'What you can do:' },
      { kind: 'list', items: commands.map(({ usage, summary }) => `${usage}: ${summary}`) },
    ],
  }
}

function onCallText({
  duties: { primary, until },
  timeZone,
}: Pick<HomeFacts, 'duties' | 'timeZone'>): string {
  if (primary === undefined) return 'nobody is named'
  return until === null ? primary.name : `${primary.name} until ${weekdayAndTime(until, timeZone)}`
}

function questionsOf(questions: string[]): Block[] {
  if (questions.length === 0) return []
  return [
    { kind: 'text', text: 'Your questions that are being answered:' },
    { kind: 'list', items: questions.map((question) => shorten(question, 100)) },
  ]
}

function casesOf(cases: Case[]): Block[] {
  if (cases.length === 0) return [{ kind: 'text', text: 'None of your questions waits for a person.' }]
  return [
    { kind: 'text', text: 'Your questions that wait for a person:' },
    { kind: 'list', items: cases.map((one) => `${caseName(one)} · ${shorten(one.question, 100)}`) },
  ]
}

function runsOf(runs: Run[], view: (run: Run) => RunView): Block[] {
  if (runs.length === 0) return [{ kind: 'text', text: 'Nothing runs, and nothing waits for approval.' }]
  const [shown, more] = [runs.slice(0, 3).map(show), runs.slice(3).map(show)]
  return [
    { kind: 'text', text: 'What runs, and what waits for a decision:' },
    { kind: 'list', items: runs.map((run) => rowOf(run, view(run))) },
    { kind: 'buttons', buttons: shown, ...(more.length > 0 && { more }) },
  ]
}

function rowOf(run: Run, { nameOf }: RunView): string {
  const { status, requestedBy, reviewOwed } = run.state
  const what = reviewOwed ? `${status}, a review is owed` : status
  return `${runName(run)} · ${what} · ${nameOfRun(run)} · ${nameOf(requestedBy)}`
}

const show = (run: Run): Button => ({
  label: `Show ${runName(run)}`,
  action: 'run-show',
  value: String(run.number),
})
