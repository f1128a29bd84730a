import type { Expected } from './facts.ts'

/** Rows by table, as people are told. */
export function rowsOf({ tables }: Expected): Record<string, number> {
  return Object.fromEntries(
    Object.entries(tables).map(([name, { rows }]) => [name.replace(/^public\./, ''), rows]),
  )
}
