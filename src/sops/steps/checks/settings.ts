import type { ProbeResult } from '../../../agent-api.ts'
import { checkHealthy, type Verdict } from '../../checks.ts'
import type { CheckKind } from '../kinds.ts'
import type { StepParts } from '../parts.ts'

type OfService = { service: string }

const probe = (service: string, { agent, signal }: StepParts) => agent.read('probe', { service }, signal)
const command = ({ service }: OfService) => `agent probe ${service}`

/** Every replica runs with other settings than before, and all with the same. */
export const settingsTakenUp: CheckKind<OfService> = {
  command,
  async look({ service }, { before }, parts) {
    const { replicas } = await probe(service, parts)
    const digests = digestsOf(replicas)
    if (digests === null) return notYet(`Not every process of ${service} says which settings it runs with.`)
    const old = new Set(Object.values(before.settingsDigests ?? {}))
    const same = digests.filter((digest) => old.has(digest)).length
    if (same > 0) return notYet(`${same} of ${digests.length} processes run with the settings of before.`)
    if (new Set(digests).size > 1) return notYet('The processes run with different settings.')
    const value = `taken up by ${digests.length} of ${digests.length}`
    return met('Every process has taken up the changed settings.', [{ label: 'Settings', value }])
  },
}

/**
 * The file is what it was, and every replica runs with it: with the settings that were noted, unless the file had
 * been changed before without having been taken up.
 */
export const settingsAsBefore: CheckKind<OfService & { file_digest: string }> = {
  command,
  async look({ service, file_digest: wanted }, { before }, parts) {
    const { file, file_digest: is } = await parts.agent.read('settings', {}, parts.signal)
    if (is !== wanted) return notYet(`${file} is not what it was before the run.`)
    const digests = digestsOf((await probe(service, parts)).replicas)
    if (digests === null) return notYet(`Not every process of ${service} says which settings it runs with.`)
    if (new Set(digests).size > 1) return notYet('The processes run with different settings.')
    const old = new Set(Object.values(before.settingsDigests ?? {}))
    const isSame = digests.every((digest) => old.has(digest))
    const value = isSame ? 'as before' : `as ${file} had them before`
    const more = isSame || old.size === 0 ? '' : ' (which had not been taken up then)'
    return met(`Every process runs with ${file} as it was${more}.`, [{ label: 'Settings', value }])
  },
}

/** It serves as it did; one that was down before need not be better now. */
export const healthAsBefore: CheckKind<OfService> = {
  command,
  async look({ service }, { before }, parts) {
    const now = checkHealthy(await probe(service, parts))
    if (now.verdict === 'met' || before.wasHealthy === true) return now
    return met(`It was down before the change too: ${now.detail}`, [
      { label: 'Health', value: 'down, as before' },
    ])
  },
}

/** null: one does not say. */
function digestsOf(replicas: ProbeResult['replicas']): string[] | null {
  const digests = replicas.flatMap(({ settings_digest: digest }) => digest ?? [])
  return digests.length === 0 || digests.length < replicas.length ? null : digests
}

const met = (detail: string, evidence: Verdict['evidence']): Verdict => ({ verdict: 'met', detail, evidence })
const notYet = (detail: string): Verdict => ({ verdict: 'not-yet', detail, evidence: [] })
