import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type SignInStore, signInStore } from '../../src/bot/web/sign-in/store.ts'
import { systemClock } from '../../src/clock.ts'
import { processConfig } from '../../src/config.ts'
import { parseConfigText } from '../../src/config-text.ts'
import { isUnreachable, openOpsDb } from '../../src/db.ts'
import { UserError } from '../../src/errors.ts'
import { opsDatabaseUrl } from '../../src/ops-database.ts'
import { type People, type Person, peopleFileSchema, peopleOf } from '../../src/people.ts'

/** Who did it, by the audit: whoever may reach the database and run commands. */
export const commandLine = 'command-line'

export interface Accounts {
  store: SignInStore
  people: People
}

/** Does something to passwords or tokens; what cannot be done is said in one sentence, and the exit code is 1. */
export async function withAccounts(work: (accounts: Accounts) => Promise<void>): Promise<void> {
  try {
    const config = processConfig()
    const text = await readFile(join(config.CONFIG_DIR, 'people.yml'), 'utf8')
    const people = peopleOf(parseConfigText('people.yml', text, peopleFileSchema))
    const db = openOpsDb(await opsDatabaseUrl(config))
    try {
      await work({ store: signInStore(db, systemClock), people })
    } finally {
      await db.$disconnect()
    }
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`)
    process.exitCode = 1
  }
}

/** A person of people.yml. @throws UserError where there is none. */
export function personWith(id: string | undefined, { people }: Accounts): Person {
  const person = id === undefined ? undefined : people.byId(id)
  if (person !== undefined) return person
  throw new UserError('no_person', `There is no ${id ?? 'person named'} in people.yml.`, {
    action: `Name one of: ${people.all.map((one) => one.id).join(', ')}.`,
  })
}

/** Prints lines in columns. */
export function printTable(rows: string[][]): void {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)))
  for (const row of rows) {
    process.stdout.write(
      `${row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    )
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof UserError) return [error.message, error.action].filter(Boolean).join(' ')
  if (isUnreachable(error))
    return 'The ops database cannot be reached. Start it, or correct OPS_DATABASE_URL.'
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
