import type { Clock } from '../clock.ts'
import { UserError } from '../errors.ts'
import { missingMigrations } from '../migrate.ts'

/** Throws a UserError (503) while the database has another schema than this program; lets errors of reach through. */
export type RequireSchema = () => Promise<void>

/** How long a good answer holds, in milliseconds: a restore may change the schema under a running process. */
const goodFor = 10_000

/** Checks that the database fits the program, once in a while. */
export function schemaRequirement(url: string, clock: Clock): RequireSchema {
  let goodUntil = 0
  return async () => {
    if (clock.now().getTime() < goodUntil) return
    await checkSchema(url)
    goodUntil = clock.now().getTime() + goodFor
  }
}

/** Checks the database's schema now. */
export async function checkSchema(url: string): Promise<void> {
  const missing = await missingMigrations('assistant', url).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error
    const options = { status: 503, cause: error, ...(error.action ? { action: error.action } : {}) }
    throw new UserError(error.code, error.message, options)
  })
  if (missing.length === 0) return
  throw new UserError('wrong_schema', `The assistant's database lacks ${missing.join(', ')}.`, {
    status: 503,
    action: 'Run the migrations (the process “migrate”), then try again.',
  })
}
