import { z } from 'zod'
import type { Part } from './parts.ts'
import type { PgTools } from './pg-tools.ts'
import { askLive } from './psql.ts'

const rowsSchema = z.record(z.string(), z.number().int())

/** Counts the rows of a part's tables as they are now, by the tables' names. @throws UserError */
export async function storedRows(
  tools: PgTools,
  part: Part,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  return rowsSchema.parse(JSON.parse(await askLive(tools, part.server, 'owner', counting(part), signal)))
}

/** One statement that counts whichever tables there are: the server writes and runs one for each. */
const counting = ({ relations }: Part): string => `SELECT coalesce(jsonb_object_agg(c.relname,
    (xpath('/row/count/text()', query_to_xml(format('SELECT count(*) FROM ONLY %I.%I', n.nspname, c.relname),
      false, true, '')))[1]::text::bigint), '{}')
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND ${relations};`
