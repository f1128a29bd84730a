import type { Config } from '../config.ts'
import { type Check, failed, off, ok } from '../finding.ts'
import { missingMigrations, type Schema } from '../migrate.ts'
import { explainedFault } from '../upgrade.ts'

const databases = {
  assistant: { name: 'Assistant database', setting: 'DATABASE_URL' },
  ops: { name: 'Bot database', setting: 'OPS_DATABASE_URL' },
} as const

/** Whether a database can be reached and is at this program's schema. */
export function databaseCheck(schema: Schema, config: Config): Check {
  const { name, setting } = databases[schema]
  const url = config[setting]
  return {
    name,
    look: async () => {
      if (url === undefined) {
        return off(
          `${setting} is not set.`,
          'That is right where npm start hosts the databases, and in a process that works on the other one; else set it.',
        )
      }
      const missing = await missingMigrations(schema, url).catch((error: unknown) => {
        throw explainedFault(schema, url, error)
      })
      if (missing.length === 0) return ok('it answers, and its schema is the right one.')
      return failed(`it lacks ${missing.join(', ')}.`, 'Apply the migrations: npm run migrate.')
    },
  }
}
