import { askerName } from '../../asker.ts'
import type { Person } from '../../people.ts'
import { allows } from '../../sops/gates.ts'
import { stepsOf } from '../../sops/plan.ts'
import { type Run, runName } from '../../sops/run.ts'
import { standingName } from '../../sops/standing/standing.ts'
import { runCard } from '../cards/run.ts'
import { type ViewFacts, viewOf } from '../runs/view.ts'
import type { RunCard, RunRecord, RunRow, RunStep, WaitingRun } from './api.ts'
import { eventWords, statusWords } from './run-words.ts'

/** Runs as the page shows them to one person. */
export function runViews(viewer: Person, facts: ViewFacts) {
  const people = facts.people()
  const timeZone = facts.runbook().service.time_zone
  const nameOf = (id: string): string => askerName(id, people)

  const card = (run: Run): RunCard => ({
    number: run.number,
    name: runName(run),
    version: run.version,
    status: run.state.status,
    word: statusWords[run.state.status].word,
    // New plans open a chat; a case needs the conversation that it is about.
    card: runCard(run, { ...viewOf(run, viewer, facts), inChat: { escalateTo: null } }),
  })

  const waiting = (run: Run): WaitingRun => {
    const { status, reviewOwed, requestedBy: askedBy, approvedBy: brokenBy } = run.state
    const reviews = reviewOwed && allows(run.plan.procedure, 'review', { person: viewer, askedBy, brokenBy })
    return { ...card(run), isYours: reviews || (status === 'waiting' && facts.runs.mayApprove(run, viewer)) }
  }

  const row = (run: Run): RunRow => {
    const { status, requestedBy, requestedAt, startedAt, endedAt } = run.state
    const { number, plan } = run
    const by = nameOf(requestedBy)
    const { word, tone } = statusWords[status]
    return {
      number,
      name: runName(run),
      title: titleOf(plan),
      status,
      word,
      tone,
      by,
      requestedAt,
      startedAt,
      endedAt,
    }
  }

  const record = (run: Run): RunRecord => ({
    ...card(run),
    title: titleOf(run.plan),
    timeZone,
    facts: factsOf(run, nameOf),
    timeline: run.events.map((event) => ({
      at: event.at,
      who: event.by === 'bot' ? null : nameOf(event.by),
      text: eventWords(event, run.plan),
    })),
    steps: recordSteps(run),
    removed: run.state.removed,
  })

  return { card, waiting, row, record }
}

/** Restart the service · ai_assistant */
function titleOf({ title, thing, parameters }: Run['plan']): string {
  const things = thing === undefined ? Object.values(parameters) : [thing]
  return [title, ...things.filter((value) => !title.includes(value))].join(' · ')
}

function factsOf({ plan, state }: Run, nameOf: (id: string) => string): RunRecord['facts'] {
  const { sop, parameters, facts = [], impact, minutes, undo, digest, definition } = plan
  const [from, to] = minutes
  // What changes is shown as people read it.
  const given = Object.entries(parameters).filter(([name]) => name !== 'changes')
  return [
    { label: 'Procedure', value: `SOP-${sop.replace(/^SOP-/i, '')}` },
    ...given.map(([label, value]) => ({ label: capital(label), value })),
    ...facts,
    { label: 'Asked by', value: nameOf(state.requestedBy) },
    ...(state.reason ? [{ label: 'Why', value: state.reason }] : []),
    ...(state.approvedBy === null ? [] : [{ label: approvalLabel(state), value: approvers(state, nameOf) }]),
    ...(state.emergencyReason ? [{ label: 'Emergency', value: state.emergencyReason }] : []),
    { label: 'Impact', value: impact },
    { label: 'Takes', value: from === to ? `${to} min` : `${from} to ${to} min` },
    { label: 'Undo', value: undo },
    { label: 'Plan', value: digest.slice(0, 4).toUpperCase() },
    { label: 'Plan digest', value: digest },
    { label: 'Definition', value: definition },
  ]
}

/** Who approved; of what began under a standing approval, who had asked for that, too. */
function approvers({ approvedBy, standing }: Run['state'], nameOf: (id: string) => string): string {
  const name = nameOf(approvedBy ?? '')
  return standing === null
    ? name
    : `${name}, asked by ${nameOf(standing.askedBy)} (${standingName(standing)}, digest ${standing.digest})`
}

function approvalLabel({ approval }: Run['state']): string {
  if (approval === 'standing') return 'Under the standing approval of'
  if (approval === 'broke-glass') return 'Went ahead'
  if (approval === 'none') return 'Begun by'
  return approval === 'own' ? 'Confirmed by' : 'Approved by'
}

/** Those that take back what was done only once they are needed. */
function recordSteps({ plan, state }: Run): RunStep[] {
  const steps = state.rollback === null ? plan.steps : stepsOf(plan)
  return steps.map((step, index) => {
    const { title, success, command, timeoutSeconds, onFailure, undo } = step
    const now = state.steps[index]
    return {
      title: index < plan.steps.length ? title : `Rollback: ${title}`,
      success,
      command,
      timeoutSeconds,
      onFailure,
      undo,
      state: now?.state ?? 'ahead',
      attempts: now?.attempts ?? 0,
      beganAt: now?.beganAt ?? null,
      endedAt: now?.endedAt ?? null,
      progress: now?.progress ?? null,
      detail: now?.ending?.detail ?? null,
      evidence: now?.ending?.evidence ?? [],
      output: now?.ending?.output ?? [],
    }
  })
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)
