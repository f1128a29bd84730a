import { codeOf, messageOf, UserError } from './errors.ts'
import { migrate, missingMigrations, type Schema } from './migrate.ts'

/** The network's codes, and those of a server that lets nobody in: authentication, no such database, not serving. */
const unusable = /^(E[A-Z]{4,}|28...|3D...|08...|57P0.)$/

const setting = { assistant: 'DATABASE_URL', ops: 'OPS_DATABASE_URL' } as const

/**
 * Brings a database to this program's schema.
 * @returns the names of the migrations that were applied now; empty when it fitted already.
 * @throws UserError when it cannot be reached, or lacks migrations that its role has no right to apply.
 */
export async function upgrade(schema: Schema, url: string): Promise<string[]> {
  try {
    const missing = await missingMigrations(schema, url)
    return missing.length === 0 ? [] : await migrate(schema, url)
  } catch (error) {
    throw explainedFault(schema, url, error)
  }
}

/** What keeps a database from being used, as a UserError that says what to do; anything else as it was thrown. */
export function explainedFault(schema: Schema, url: string, cause: unknown): unknown {
  if (cause instanceof UserError) return cause
  const { host, pathname } = new URL(url)
  const which = `The database of ${setting[schema]} (${host}${pathname})`
  if (codeOf(cause) === '42501') {
    return new UserError('may_not_migrate', `${which} lacks tables that its role may not create.`, {
      action: `Apply the migrations once with the owner's role: ${setting[schema]}=… npm run migrate.`,
      cause,
    })
  }
  if (!unusable.test(codeOf(cause)) && !/timeout/.test(messageOf(cause))) return cause
  return new UserError('no_database', `${which} cannot be used: ${reasonOf(cause)}.`, {
    action: `Start it, or correct ${setting[schema]}.`,
    cause,
  })
}

/** A host with several addresses fails with one error for each, in an error without words. */
function reasonOf(cause: unknown): string {
  const all = typeof cause === 'object' && cause !== null && 'errors' in cause ? cause.errors : undefined
  return Array.isArray(all) ? all.map(messageOf).join(', ') : messageOf(cause)
}
