import type { ServiceState } from '../../agent-api.ts'
import type { Container } from './containers.ts'

type State = ServiceState['state']
type Replica = ServiceState['replicas'][number]

/** A process of a container: restarted, a container stays the same, and its process is another one. */
export function replicaOf({ id, startedAt }: Container): Replica {
  return { id: `${id.slice(0, 12)}@${startedAt.getTime()}`, started_at: startedAt.toISOString() }
}

export const runs = ({ status }: Container): boolean => status === 'running' || status === 'paused'

/** How a service is, by its containers. */
export function stateOf(service: string, containers: Container[]): Omit<ServiceState, 'allows'> {
  return {
    service,
    state: jointState(containers),
    replicas: containers.filter(runs).map(replicaOf),
    revivals: containers.reduce((sum, { revivals }) => sum + revivals, 0),
  }
}

/** Running only when all are: of two that should run, one that has ended is a failure. */
function jointState(containers: Container[]): State {
  if (!containers.some((one) => runs(one) || isBetween(one))) return 'stopped'
  if (containers.some(({ status }) => status === 'removing')) return 'stopping'
  return containers.every((one) => runs(one) && !isReviving(one)) ? 'running' : 'failing'
}

/** So long it must stay up before its coming back counts, in milliseconds: as long as Docker itself waits. */
const stayedUp = 10_000

/** Docker has just started it again: it may be about to end again. */
function isReviving({ revivals, startedAt }: Container): boolean {
  return revivals > 0 && Date.now() - startedAt.getTime() < stayedUp
}

const isBetween = ({ status }: Container): boolean => status === 'restarting' || status === 'removing'
