import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { type SignInStore, signInStore } from '../../../../src/bot/web/sign-in/store.ts'
import { type OpsDb, openOpsDb } from '../../../../src/db.ts'
import { testClock } from '../../../harness/clock.ts'
import { scratchDatabase } from '../../../harness/database.ts'

/** Each changes rows that another wants too, and then appends to the audit, which one at a time may do. */
const deeds: ((stores: SignInStore) => Promise<unknown>)[] = [
  ({ passwords }) => passwords.set('maria', 'hash', 'command-line'),
  ({ sessions }) => sessions.open(session(), 'r'),
  ({ sessions }) => sessions.endAll(session(), 'r'),
  ({ passwords }) => passwords.remove('maria', 'command-line'),
]
const session = () => ({
  id: randomUUID(),
  how: 'password' as const,
  identity: 'maria',
  personId: 'maria',
  name: null,
})

/** As many at once as both processes have connections: who waits for a connection holds no row yet. */
const atOnce = 20
const perTry = 12

test('many who change the same rows at once wait for each other, and none for ever', async () => {
  const database = await scratchDatabase('ops')
  const dbs: OpsDb[] = [openOpsDb(database.url), openOpsDb(database.url)]
  try {
    const stores = dbs.map((db) => signInStore(db, testClock()))
    const faults: string[] = []
    const oneAfterAnother = Array.from({ length: atOnce }, async (_, n) => {
      const store = stores[n % 2]
      for (let done = 0; done < perTry; done += 1) {
        const deed = deeds[(n + done) % deeds.length]
        if (store !== undefined) await deed?.(store).catch((error: unknown) => faults.push(String(error)))
      }
    })
    await Promise.all(oneAfterAnother)
    expect(faults).toEqual([])
  } finally {
    for (const db of dbs) await db.$disconnect()
    await database.drop()
  }
}, 60_000)
