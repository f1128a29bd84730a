import { type Run, runName } from '../sops/run.ts'
import type { Request } from './handler.ts'
import { listedServices } from './runs/services.ts'

const doing: Record<string, string> = { restart: 'restarting', start: 'being started', stop: 'being stopped' }

/** Why the service does not answer, as far as the bot knows: a clause without its full stop. */
export async function whyAway({ signal, with: { runs, agent } }: Request): Promise<string> {
  const [service, database] = await Promise.all([
    runs.workingOn('service:ai_assistant'),
    runs.workingOn('service:db'),
  ])
  if (service !== null) return `The service is ${what(service)}`
  if (database !== null) return `The service's database is ${what(database)}`
  const states = new Map(
    (await listedServices(agent, signal))?.map(({ service: name, state }) => [name, state]),
  )
  if (states.get('db') === 'stopped') return "The service's database is stopped"
  if (states.get('ai_assistant') === 'stopped') return 'The service is stopped'
  return 'The service is restarting'
}

/** Whether a run works on the service now: then it is away for longer than a moment. */
export async function isWorkedOn({ with: { runs } }: Request): Promise<boolean> {
  return (await runs.workingOn('service:ai_assistant')) !== null
}

/** `restarting (R-142, about 1 min)` */
function what(run: Run): string {
  const { procedure, minutes } = run.plan
  if (run.state.status === 'unknown') return `waiting for a decision (${runName(run)})`
  return `${doing[procedure] ?? 'being worked on'} (${runName(run)}, about ${minutes[0]} min)`
}
