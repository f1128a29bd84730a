import { allText, sizeLines, sizesIn, totalOf } from '../../maintenance/sizes.ts'
import type { ObservationKind } from '../kinds.ts'
import { ending, type StepParts } from '../parts.ts'

const sizesNow = async ({ agent, signal }: StepParts) =>
  sizesIn(await agent.read('statement', { statement: 'table_sizes' }, signal))

const command = () => 'agent statement table_sizes'

/** How large every table is, with its indexes. */
export const tableSizes: ObservationKind<object> = {
  command,
  async look(_, __, parts) {
    const sizes = await sizesNow(parts)
    return { ...ending('done', `${allText(sizes)}.`), noted: { tableSizes: sizes }, output: sizeLines(sizes) }
  },
}

/** The same once more, beside what was noted. */
export const tableSizesAfter: ObservationKind<object> = {
  command,
  async look(_, { before }, parts) {
    const [sizes, was] = [await sizesNow(parts), before.tableSizes ?? {}]
    const text = `${allText(was)} before, ${allText(sizes)} now`
    return {
      ...ending('done', `${text}.`),
      evidence: totalOf(was) === 0 ? [] : [{ label: 'Database', value: text }],
      output: sizeLines(sizes, was),
    }
  },
}
