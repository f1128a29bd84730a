import type { ServiceState } from '../../agent-api.ts'
import type { Health } from '../../assistant-api.ts'
import { type Case, caseName } from '../../oncall/case.ts'
import { shorten } from '../../shorten.ts'
import { timeOfDay } from '../../sops/times.ts'
import type { Block, Button, Card, Tone } from '../card.ts'
import { giveUpMinutes } from '../patience.ts'
import { planButton } from './run/parts.ts'

export interface StatusFacts {
  /** What the assistant says of itself; null where it does not answer. */
  health: Health | null
  /** Unresolved cases, for those on call. */
  cases: { count: number; oldest: Case[] } | null
  /** What is wrong with the settings files, for administrators. */
  settingsProblems: string[]
  /** The services as the agent lists them, for those on call: `away` where it does not answer. */
  services: ServiceState[] | 'away' | null
  timeZone: string
  /** Which maintenance lasts now. */
  maintenance: Block[]
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
export function statusCard(facts: StatusFacts): Card {
  const { health, cases, settingsProblems } = facts
  return {
    ...overall[health?.status ?? 'away'],
    blocks: [
      {
        kind: 'fields',
        fields: [{ label: 'Chat', value: 'works', tone: 'good' }, ...assistantFields(health)],
      },
      ...facts.maintenance,
      ...adviceOf(facts).map((text) => ({ kind: 'text' as const, text })),
      ...serviceBlocks(facts),
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

function adviceOf({ health, services }: StatusFacts): string[] {
  if (health === null) {
    const kept = 'Questions that you ask now are kept, and answered when it is back within'
    return [`${mayBeRestarting(services) ? 'It may be restarting. ' : ''}${kept} ${giveUpMinutes} minutes.`]
  }
  const lacking = Object.entries(health.dependencies).flatMap(([key, { state }]) =>
    state === 'down' || state === 'degraded' ? [key] : [],
  )
  // The manuals are in the database: while it is down nobody can look at them.
  const isMoot = (key: string): boolean =>
    key === 'knowledge' && health.dependencies.database?.state === 'down'
  return lacking.flatMap((key) => {
    const known = dependencies[key]
    return known === undefined || isMoot(key) ? [] : [`${known.name}: ${known.advice}`]
  })
}

/** Unless the agent says otherwise. */
function mayBeRestarting(services: StatusFacts['services']): boolean {
  const listed = services === null || services === 'away' ? [] : services
  const state = listed.find(({ service }) => service === 'ai_assistant')?.state
  return state !== 'stopped' && state !== 'stopping' && state !== 'running'
}

/** What the agent lists, and the way out where something does not run. */
function serviceBlocks({ services, timeZone }: StatusFacts): Block[] {
  if (services === null) return []
  if (services === 'away') {
    return [
      {
        kind: 'text',
        text: 'The agent does not answer: services cannot be seen or restarted from here now.',
      },
    ]
  }
  const fields = services.map((service) => ({
    label: service.service,
    value: stateOf(service, timeZone),
    tone: service.state === 'running' ? ('good' as const) : ('critical' as const),
  }))
  const buttons = services.flatMap(wayOut).slice(0, 3)
  return [
    ...(fields.length > 0 ? [{ kind: 'fields' as const, fields }] : []),
    ...(buttons.length > 0 ? [{ kind: 'buttons' as const, buttons }] : []),
  ]
}

function stateOf({ state, replicas, revivals }: ServiceState, timeZone: string): string {
  const [first] = replicas.map((replica) => replica.started_at).sort()
  const since = first === undefined ? '' : ` since ${timeOfDay(first, timeZone)}`
  const revived = revivals === 0 ? '' : `, started again ${times(revivals)} by itself`
  return `${state}${since}${revived}`
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

function wayOut({ service, state, allows }: ServiceState): Button[] {
  if (state === 'stopped' && allows.includes('start'))
    return [planButton(`Start ${service}…`, 'start', service)]
  if (state === 'failing' && allows.includes('restart')) {
    const label = service === 'ai_assistant' ? 'Restart the service…' : `Restart ${service}…`
    return [planButton(label, 'restart', service)]
  }
  return []
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
