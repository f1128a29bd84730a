import type { Health } from '../assistant-api.ts'
import type { Clock } from '../clock.ts'

export type DependencyHealth = Health['dependencies'][string]

/** Looks after one dependency. It may throw or take long: both count as down. */
export interface Probe {
  name: string
  check(): Promise<DependencyHealth>
  /** How long an answer is good for, in milliseconds. */
  holdsFor: number
  /** Without it nothing can be served. */
  vital?: true
}

/** The longest a probe may take, in milliseconds. */
const patience = 2_000

/** Asks every probe, each at most once in the time its answer holds. */
export function healthChecker(probes: Probe[], clock: Clock): () => Promise<Health> {
  const held = probes.map((probe) => ({ probe, check: holdAnswer(probe, clock) }))
  return async () => {
    const checked = await Promise.all(
      held.map(async ({ probe, check }) => ({ probe, health: await check() })),
    )
    const cannotServe = checked.some(({ probe, health }) => probe.vital && health.state === 'down')
    const impaired = checked.some(({ health }) => health.state === 'down' || health.state === 'degraded')
    return {
      status: cannotServe ? 'down' : impaired ? 'degraded' : 'ok',
      dependencies: Object.fromEntries(checked.map(({ probe, health }) => [probe.name, health])),
    }
  }
}

function holdAnswer({ check, holdsFor }: Probe, clock: Clock): () => Promise<DependencyHealth> {
  let answer: Promise<DependencyHealth> | undefined
  let goodUntil = 0
  return () => {
    const now = clock.now().getTime()
    if (answer === undefined || now >= goodUntil) {
      goodUntil = now + holdsFor
      answer = inTime(check)
    }
    return answer
  }
}

async function inTime(check: Probe['check']): Promise<DependencyHealth> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<DependencyHealth>((resolve) => {
    timer = setTimeout(() => resolve({ state: 'down', detail: 'no answer within 2 s' }), patience)
  })
  // Details are sentences of ours: what a driver throws may carry addresses and passwords.
  const failed = (): DependencyHealth => ({ state: 'down', detail: 'cannot be reached' })
  try {
    return await Promise.race([check().catch(failed), late])
  } finally {
    clearTimeout(timer)
  }
}
