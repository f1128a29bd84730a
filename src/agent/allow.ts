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
  { verb, request }: OperationCall,
): void {
  if (verb === 'write_settings') parts.settings.check(request.changes)
  // The others name nothing that differs from place to place: their schemas are closed.
  else if ('service' in request) allow(parts, request.service, verb as ServiceVerb)
}

/** What nobody else works on meanwhile, and its name for people. */
export function lockOf({ verb, request }: OperationCall): { lock: string; what: string } {
  if ('service' in request) return { lock: `service:${request.service}`, what: `${request.service} is` }
  return verb === 'write_settings' || verb === 'restore_settings'
    ? { lock: 'settings', what: 'The settings file is' }
    : { lock: 'database', what: 'The database is' }
}
