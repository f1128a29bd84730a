import type { Stack } from '../stack.ts'
import { composeActs } from './acts.ts'
import { type Container, containersOf } from './containers.ts'
import { type Docker, lookMs } from './docker.ts'
import { outputOf } from './output.ts'
import { containerProbe, type HealthPorts } from './probe.ts'
import type { Project } from './project.ts'
import { replicaOf, runs, stateOf } from './state.ts'
import { usageOf } from './usage.ts'

/** The stack in its Compose form: containers of Docker's engine. */
export function composeStack(docker: Docker, project: Project, ports: HealthPorts): Stack {
  const containers = containersOf(docker, project)
  const probe = containerProbe(docker, ports)
  const ofService = (service: string, signal: AbortSignal): Promise<Container[]> =>
    containers.of([service], signal, lookMs)
  return {
    ...composeActs({ docker, containers, probe, project }),
    has: (service) => project.services.includes(service),
    states: async (services, signal) => {
      const found = await containers.of(services, signal, lookMs)
      return services.map((service) =>
        stateOf(
          service,
          found.filter((one) => one.service === service),
        ),
      )
    },
    probe: async (service, signal) => {
      const found = await ofService(service, signal)
      // Of a service that is stopped there is nobody to ask; one that ended while others run is told as such.
      if (found.every(({ status }) => status === 'exited' || status === 'created')) return []
      return await Promise.all(
        found.map(async (container) => {
          const { answered: _, ...verdict } = await probe(container, signal)
          return { ...replicaOf(container), ...verdict }
        }),
      )
    },
    output: async function* (service, since, signal) {
      yield* outputOf(docker, await ofService(service, signal), since, signal)
    },
    stats: async (service, signal) =>
      usageOf(docker, (await ofService(service, signal)).filter(runs), signal),
  }
}
