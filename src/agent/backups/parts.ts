import type { Schema } from '../../migrate.ts'

/** What a backup is made of; each is restored by itself. */
export const partNames = ['assistant', 'knowledge', 'ops'] as const
export type PartName = (typeof partNames)[number]

export interface Part {
  name: PartName
  server: Schema
  /** Of the dump, in the backup's folder. */
  file: string
  /** What pg_dump is asked for. */
  wanted: string[]
  /** The same as a condition on pg_class `c` and pg_namespace `n`. */
  relations: string
}

/**
 * The tables are named by the beginnings of their names, which the runbook fixes: another program's table in the
 * same database is neither dumped nor ever dropped. Extensions are the server's, and stay.
 */
export const partOf: Record<PartName, Part> = {
  assistant: {
    name: 'assistant',
    server: 'assistant',
    file: 'ai_assistant_db.sql',
    wanted: ['-t', 'public.ai_*', '-t', 'public.knowledge_*', '-t', 'public._prisma_migrations'],
    relations: "n.nspname = 'public' AND c.relname ~ '^(ai_|knowledge_|_prisma_migrations$)'",
  },
  knowledge: {
    name: 'knowledge',
    server: 'assistant',
    file: 'knowledge_base.sql',
    wanted: ['-t', 'public.knowledge_documents'],
    relations: "n.nspname = 'public' AND c.relname = 'knowledge_documents'",
  },
  ops: {
    name: 'ops',
    server: 'ops',
    file: 'ops_db.sql',
    wanted: ['--exclude-extension=*'],
    relations: "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'",
  },
}
