import type { Procedure } from './sop.ts'

/** What a run of a procedure would lock; a lock names nothing but parameters. */
export function lockOf({ lock, parameters }: Procedure, given: Record<string, string>): string {
  return lock.replace(
    /\{([a-z_]+)\}/g,
    (whole, name: string) => given[name] ?? parameters[name]?.default ?? whole,
  )
}
