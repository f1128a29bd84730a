import type { ServiceVerb } from '../agent-api.ts'
import type { Config } from '../config.ts'
import { UserError } from '../errors.ts'

/**
 * What may be done to a service. A service that is not here cannot be listed: the bot's own database and the
 * agent would take with them what could bring them back. The bot is never left stopped.
 */
const allowances: Record<string, ServiceVerb[]> = {
  ai_assistant: ['start', 'stop', 'restart', 'recreate'],
  ai_bot: ['restart'],
  db: ['start', 'stop', 'restart'],
}

/** The services that the settings list, with what may be done to each. */
export type Services = Map<string, readonly ServiceVerb[]>

/** @throws UserError naming what SERVICES may hold. */
export function listedServices({ SERVICES }: Config): Services {
  const names = SERVICES.split(',').map((name) => name.trim())
  return new Map(names.map((name) => [name, allowanceOf(name)]))
}

function allowanceOf(name: string): ServiceVerb[] {
  const allowed = Object.hasOwn(allowances, name) ? allowances[name] : undefined
  if (allowed !== undefined) return allowed
  throw new UserError('bad_setting', `SERVICES lists ${name}, which the agent may not touch.`, {
    action: `List only some of ${Object.keys(allowances).join(', ')}.`,
  })
}
