import type { StatementResult } from '../../agent-api.ts'
import { counted } from './counts.ts'

/** A table's size with its indexes, in bytes, by its name. */
export type TableSizes = Record<string, number>

/** What the agent's statement `table_sizes` says. */
export function sizesIn({ columns, rows }: StatementResult): TableSizes {
  const [table, bytes] = [columns.indexOf('table'), columns.indexOf('bytes')]
  return Object.fromEntries(rows.map((row) => [row[table] ?? '', Number(row[bytes])]))
}

export const totalOf = (sizes: TableSizes): number =>
  Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0)

/** `143.2 MB` */
export function sizeText(bytes: number): string {
  const [unit, size] =
    bytes >= 1e9 ? ['GB', bytes / 1e9] : bytes >= 1e6 ? ['MB', bytes / 1e6] : ['kB', bytes / 1e3]
  return `${size.toFixed(size >= 100 ? 0 : 1)} ${unit}`
}

/** A line for each table, the largest first. */
export function sizeLines(sizes: TableSizes, before: TableSizes = {}): string[] {
  return Object.entries(sizes)
    .toSorted(([, a], [, b]) => b - a)
    .map(([table, bytes]) => {
      const was = before[table]
      return was === undefined || was === bytes
        ? `${table} ${sizeText(bytes)}`
        : `${table} ${sizeText(was)} → ${sizeText(bytes)}`
    })
}

/** `143 MB in 9 tables` */
export const allText = (sizes: TableSizes): string =>
  `${sizeText(totalOf(sizes))} in ${counted(Object.keys(sizes).length, 'table')}`
