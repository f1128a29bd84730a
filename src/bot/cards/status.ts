import type { Health } from '../../assistant-api.ts'
import type { Card, Tone } from '../card.ts'
import { type Case, caseName } from '../cases/store.ts'
import { shorten } from './shorten.ts'

export interface StatusFacts {
  /** What the assistant says of itself; null where it does not answer. */
  health: Health | null
  /** Unresolved cases, for those on call. */
  cases: { count: number; oldest: Case[] } | null
  /** What is wrong with the settings files, for administrators. */
  settingsProblems: string[]
}

type Dependency = Health['dependencies'][string]

/** What each dependency is to people, and what to do while it is gone. */
const dependencies: Record<string, { name: string; advice: string }> = {
  database: { name: 'Database', advice: 'Questions wait until it is back; tell the person on call.' },
  openai: { name: 'Language model', advice: 'Answers are quoted from the manuals meanwhile.' },
  redis: { name: 'Shared counters', advice: 'Each copy counts for itself meanwhile.' },
  knowledge: { name: 'Manuals', advice: 'Ask a knowledge keeper to look at the manuals.' },
}

const states: Record<Dependency['state'], { word: string; tone: Tone }> = {
  ok: { word: 'works', tone: 'good' },
  off: { word: 'off by configuration', tone: 'neutral' },
  degraded: { word: 'works in part', tone: 'warning' },
  down: { word: 'down', tone: 'critical' },
}

const overall: Record<Health['status'] | 'away', { headline: string; tone: Tone }> = {
  ok: { headline: 'OK · AI Assistant · everything works', tone: 'good' },
  degraded: { headline: 'DEGRADED · AI Assistant · it answers, with less than it should', tone: 'warning' },
  down: { headline: 'DOWN · AI Assistant · it cannot answer now', tone: 'critical' },
  away: { headline: 'DOWN · AI Assistant · it does not respond', tone: 'critical' },
}

/** How the service is, plainly, and what to do about it. */
export function statusCard({ health, cases, settingsProblems }: StatusFacts): Card {
  return {
    ...overall[health?.status ?? 'away'],
    blocks: [
      {
        kind: 'fields',
        fields: [{ label: 'Chat', value: 'works', tone: 'good' }, ...assistantFields(health)],
      },
      ...adviceOf(health).map((text) => ({ kind: 'text' as const, text })),
      ...(cases === null ? [] : caseLines(cases)),
      ...settingsProblems.map((text) => ({ kind: 'text' as const, text })),
    ],
  }
}

function assistantFields(health: Health | null) {
  if (health === null) return [{ label: 'Assistant', value: 'does not respond', tone: 'critical' as const }]
  return Object.entries(health.dependencies).map(([key, { state, detail }]) => ({
    label: dependencies[key]?.name ?? key,
    value: [states[state].word, detail].filter(Boolean).join(': '),
    tone: states[state].tone,
  }))
}

function adviceOf(health: Health | null): string[] {
  if (health === null) {
    return ['It may be restarting. Questions that you ask now are kept and answered when it is back.']
  }
  return Object.entries(health.dependencies)
    .filter(([, { state }]) => state === 'down' || state === 'degraded')
    .flatMap(([key]) => {
      const known = dependencies[key]
      return known === undefined ? [] : [`${known.name}: ${known.advice}`]
    })
}

function caseLines({ count, oldest }: { count: number; oldest: Case[] }) {
  if (count === 0) return [{ kind: 'note' as const, text: 'Nobody waits for a person.' }]
  const lines = oldest.map((one) => `${caseName(one)} · ${shorten(one.question, 80)}`)
  return [
    {
      kind: 'text' as const,
      text: count === 1 ? 'One question waits for a person:' : `${count} questions wait for a person:`,
    },
    { kind: 'list' as const, items: lines },
  ]
}
