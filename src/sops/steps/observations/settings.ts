import type { ObservationKind } from '../kinds.ts'
import { ending } from '../parts.ts'

/** The settings that every replica runs with, and how well. */
export const settingsInForce: ObservationKind<{ service: string }> = {
  command: ({ service }) => `agent probe ${service}`,
  async look({ service }, _, { agent, signal }) {
    const { replicas } = await agent.read('probe', { service }, signal)
    const digests = replicas.flatMap(({ id, settings_digest: digest }) => (digest ? [[id, digest]] : []))
    const wasHealthy = replicas.length > 0 && replicas.every(({ verdict }) => verdict !== 'down')
    const lacked = replicas.flatMap(({ dependencies }) =>
      Object.entries(dependencies).flatMap(([name, is]) => (is === 'down' ? name : [])),
    )
    const many = replicas.length === 1 ? 'one process' : `${replicas.length} processes`
    const detail =
      digests.length === 0
        ? `No process of ${service} says which settings it runs with.`
        : `The settings of ${many} are known by their digest.`
    return {
      ...ending('done', detail),
      noted: {
        settingsDigests: Object.fromEntries(digests),
        wasHealthy,
        lacked: [...new Set(lacked)],
      },
    }
  },
}
