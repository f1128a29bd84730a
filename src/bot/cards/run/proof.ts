import type { Run, StepEnding } from '../../../sops/run.ts'
import type { Block } from '../../card.ts'
import { line } from './parts.ts'

/** What was seen, a label once: the newest counts. */
export function proof({ state }: Run): Block | null {
  const endings = state.steps.flatMap(({ ending }): StepEnding[] => (ending === null ? [] : [ending]))
  const seen = new Map(endings.flatMap(({ evidence }) => evidence.map(({ label, value }) => [label, value])))
  if (seen.size === 0) return null
  const fields = [...seen]
    .slice(-8)
    .map(([label, value]) => ({ label: line(label, 30), value: line(value, 80) }))
  return { kind: 'fields', fields }
}
