import { createMask, type Mask } from './mask.ts'

/** A mask that learns secrets while the agent runs; whoever holds it masks them from then on. */
export interface GrowingMask {
  mask: Mask
  learn(values: Iterable<string>): void
}

/** Begins with what is known. */
export function growingMask(values: Iterable<string>): GrowingMask {
  const known = new Set(values)
  let current = createMask([...known])
  return {
    mask: (text) => current(text),
    learn: (more) => {
      const before = known.size
      for (const value of more) known.add(value)
      if (known.size > before) current = createMask([...known])
    },
  }
}
