import type { OperationCall, ServiceVerb } from '../agent-api.ts'
import { UserError } from '../errors.ts'
import type { Services } from './services.ts'
import type { Settings } from './settings/settings.ts'
import type { Stack } from './stack.ts'

interface AllowParts {
  stack: Pick<Stack, 'has'>
  services: Services
}

/**
 * Lets a call on a service through, or refuses it: whatever is not listed is forbidden.
 * @throws UserError (404, 403)
 */
export function allow({ stack, services }: AllowParts, service: string, verb?: ServiceVerb): void {
  const allowed = services.get(service)
  if (allowed === undefined || !stack.has(service)) {
    const names = [...services.keys()].filter((name) => stack.has(name))
    throw new UserError('no_such_service', `There is no service ${service} here.`, {
      status: 404,
      action: `Name one of: ${names.join(', ')}.`,
    })
  }
  if (verb === undefined || allowed.includes(verb)) return
  throw new UserError('forbidden_verb', `The agent does not ${verb} ${service}.`, {
    status: 403,
    action: allowed.length === 0 ? 'It only looks at it.' : `It may: ${allowed.join(', ')}.`,
  })
}

/**
 * The same for what acts, before anything is kept of it.
 * @throws UserError
 */
export function allowAct(
  parts: AllowParts & { settings: Pick<Settings, 'check'> },
  call: OperationCall,
): void {
  if (call.verb === 'write_settings') parts.settings.check(call.request.changes)
  else if ('service' in call.request) allow(parts, call.request.service, call.verb as ServiceVerb)
}

/** Something that nobody else works on meanwhile, and its name for people. */
export interface Held {
  lock: string
  what: string
}

const service = (name: string): Held => ({ lock: `service:${name}`, what: `${name} is` })
const settingsFile: Held = { lock: 'settings', what: 'The settings file is' }
const backups: Held = { lock: 'backups', what: 'The backups are' }
const upkeep: Held = { lock: 'upkeep', what: 'The database is' }

/** What an act holds: a backup also what would cut it, a restore what works in the database. */
export function locksOf(call: OperationCall): Held[] {
  switch (call.verb) {
    case 'create_backup':
      return [backups, service('db'), settingsFile]
    case 'prove_backup':
      return [backups, service('db')]
    case 'restore_backup':
      return [backups, upkeep, service('db'), service('ai_assistant')]
    case 'prune_backups':
      return [backups]
    case 'delete_sessions':
    case 'maintain_table':
    case 'refresh_statistics':
      return [upkeep]
    case 'write_settings':
    case 'restore_settings':
      return [settingsFile]
    default:
      return [service(call.request.service)]
  }
}
