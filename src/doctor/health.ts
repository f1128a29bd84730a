import { type Health, healthSchema } from '../assistant-api.ts'
import { type Check, type Finding, failed, ok, warning } from '../finding.ts'

export interface Service {
  name: string
  /** Where it listens. */
  url: string
  /** What says so. */
  setting: string
}

/** How a process is, in its own words at /health. */
export function healthCheck({ name, url, setting }: Service): Check {
  const address = `${url.replace(/\/$/, '')}/health`
  return {
    name,
    look: async () => {
      const response = await fetch(address).catch(() => null)
      if (response === null) {
        return failed(`it does not answer at ${address}.`, `Start it, or correct ${setting}.`)
      }
      const health = healthSchema.safeParse(await response.json().catch(() => null))
      if (health.success) return findingOf(health.data, address)
      return failed(`what answers at ${address} is something else.`, `Free that port, or correct ${setting}.`)
    },
  }
}

function findingOf({ status, dependencies }: Health, address: string): Finding {
  const lacking = Object.entries(dependencies)
    .filter(([, { state }]) => state === 'down' || state === 'degraded')
    .map(([name, { state, detail }]) => `${name} is ${state}${detail === undefined ? '' : ` (${detail})`}`)
  if (status === 'ok') return ok(`it is well, at ${address}.`)
  const says = `${status === 'down' ? 'it cannot serve' : 'it serves with less'}: ${lacking.join('; ')}.`
  const remedy = 'Mend that first; its own line here, or its log, says how.'
  return status === 'down' ? failed(says, remedy) : warning(says, remedy)
}
