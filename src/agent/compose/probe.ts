import { UserError } from '../../errors.ts'
import { healthProbe, type Verdict } from '../probes.ts'
import type { Container } from './containers.ts'
import type { Docker } from './docker.ts'
import { reachable } from './reachable.ts'
import { runs } from './state.ts'

/** Where the services answer in their containers. */
export type HealthPorts = Record<string, number>

export type ProbeContainer = (container: Container, signal: AbortSignal) => Promise<Verdict>

/** How long a database may take to answer inside its container, in seconds; then it is ended there. */
const databaseSeconds = 3

/** Asks containers how they are: over HTTP at their own addresses, a database by its own client. */
export function containerProbe(docker: Docker, ports: HealthPorts): ProbeContainer {
  return async (container, signal) => {
    if (!runs(container)) return ended(container)
    const port = ports[container.service]
    if (port === undefined) return askDatabase(docker, container, signal)
    return healthProbe(...reachable(container.addresses).map((address) => `http://${address}:${port}`))(
      signal,
    )
  }
}

function ended({ status, exitCode }: Container): Verdict {
  return {
    verdict: 'down',
    detail: `its container is ${status} (exit code ${exitCode})`,
    dependencies: {},
    answered: false,
  }
}

/** Ending the command out here would leave what it started in there running: so that ends by itself. */
async function askDatabase(
  docker: Docker,
  { id, database }: Container,
  signal: AbortSignal,
): Promise<Verdict> {
  const inside = ['timeout', '-k', '1', String(databaseSeconds)]
  const ask = ['psql', '-U', database.user, '-d', database.name, '-tAXc', 'SELECT 1']
  try {
    await docker.run(['exec', id, ...inside, ...ask], signal, (databaseSeconds + 2) * 1_000)
    return { verdict: 'ok', detail: 'a query was answered', dependencies: {}, answered: true }
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof UserError) || error.code === 'no_docker') throw error
    return { verdict: 'down', detail: 'a query was not answered', dependencies: {}, answered: false }
  }
}
