import { z } from 'zod'

const digestSchema = z.string().regex(/^[0-9a-f]{32}$/)
const numberSchema = z.string().regex(/^-?\d+$/)

/** A table as it is: how many rows, a checksum of them whatever their order, and a digest of its shape and rights. */
const tableSchema = z.strictObject({
  rows: z.number().int().nonnegative(),
  checksum: z.string().regex(/^-?\d+:-?\d+$/),
  schema: digestSchema,
})

const tablesSchema = z.record(z.string(), tableSchema)

/** A sequence as it is at one moment. */
const sequenceSchema = z.strictObject({ next: numberSchema, schema: digestSchema })

/** What was read in the server at one moment. */
export const factsSchema = z.strictObject({
  tables: tablesSchema,
  sequences: z.record(z.string(), sequenceSchema),
})
export type Facts = z.infer<typeof factsSchema>

/**
 * What a restored part must be. Sequences know no transactions: a number may be drawn while the dump is made, so
 * that the next one lies between what it was before and after.
 */
export const expectedSchema = z.strictObject({
  tables: tablesSchema,
  sequences: z.record(
    z.string(),
    z.strictObject({ from: numberSchema, to: numberSchema, schema: digestSchema }),
  ),
})
export type Expected = z.infer<typeof expectedSchema>

/** Those of a moment before the dump, with the sequences as they were after it too. */
export function expectedOf(before: Facts, after: Facts['sequences']): Expected {
  const sequences = Object.entries(before.sequences).map(([name, { next, schema }]) => [
    name,
    { from: next, to: after[name]?.next ?? next, schema },
  ])
  return { tables: before.tables, sequences: Object.fromEntries(sequences) }
}

/** Of the tables of one part that is contained in another, and that has no sequences. */
export function onlyTables({ tables }: Expected, names: string[]): Expected {
  const wanted = Object.entries(tables).filter(([name]) => names.includes(name))
  return { tables: Object.fromEntries(wanted), sequences: {} }
}
