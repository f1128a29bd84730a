import type { Person } from '../../people.ts'
import { allows } from '../../sops/gates.ts'
import { type Run, runName } from '../../sops/run.ts'
import { runCard } from '../cards/run.ts'
import { type ViewFacts, viewOf } from '../runs/view.ts'
import type { RunCard, RunRecord, RunRow, RunStep, WaitingRun } from './api.ts'
import { eventWords, statusWords } from './run-words.ts'

/** Runs as the page shows them to one person. */
export function runViews(viewer: Person, facts: ViewFacts) {
  const people = facts.people()
  const timeZone = facts.runbook().service.time_zone
  const nameOf = (id: string): string => people.byId(id)?.name ?? id

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
    steps: stepsOf(run),
  })

  return { card, waiting, row, record }
}

/** Restart the service · ai_assistant */
function titleOf({ title, parameters }: Run['plan']): string {
  return [title, ...Object.values(parameters).filter((value) => !title.includes(value))].join(' · ')
}

function factsOf({ plan, state }: Run, nameOf: (id: string) => string): RunRecord['facts'] {
  const { sop, parameters, impact, minutes, undo, digest, definition } = plan
  const [from, to] = minutes
  return [
    { label: 'Procedure', value: `SOP-${sop.replace(/^SOP-/i, '')}` },
    ...Object.entries(parameters).map(([label, value]) => ({ label: capital(label), value })),
    { label: 'Asked by', value: nameOf(state.requestedBy) },
    ...(state.reason ? [{ label: 'Why', value: state.reason }] : []),
    ...(state.approvedBy === null ? [] : [{ label: approvalLabel(state), value: nameOf(state.approvedBy) }]),
    ...(state.emergencyReason ? [{ label: 'Emergency', value: state.emergencyReason }] : []),
    { label: 'Impact', value: impact },
    { label: 'Takes', value: from === to ? `${to} min` : `${from} to ${to} min` },
    { label: 'Undo', value: undo },
    { label: 'Plan', value: digest.slice(0, 4).toUpperCase() },
    { label: 'Plan digest', value: digest },
    { label: 'Definition', value: definition },
  ]
}

function approvalLabel({ approval }: Run['state']): string {
  if (approval === 'broke-glass') return 'Went ahead'
  return approval === 'own' ? 'Confirmed by' : 'Approved by'
}

function stepsOf({ plan, state }: Run): RunStep[] {
  return plan.steps.map((step, index) => {
    const { title, success, command, timeoutSeconds, onFailure, undo } = step
    const now = state.steps[index]
    return {
      title,
      success,
      command,
      timeoutSeconds,
      onFailure,
      undo,
      state: now?.state ?? 'ahead',
      attempts: now?.attempts ?? 0,
      beganAt: now?.beganAt ?? null,
      endedAt: now?.endedAt ?? null,
      detail: now?.ending?.detail ?? null,
      evidence: now?.ending?.evidence ?? [],
      output: now?.ending?.output ?? [],
    }
  })
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)
