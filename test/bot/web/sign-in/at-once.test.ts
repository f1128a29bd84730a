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
const session = () => ({ id: randomUUID(), how: 'password' as const, identity: 'maria', personId: 'maria' })

test('many who change the same rows at once wait for each other, and none for ever', async () => {
  const database = await scratchDatabase('ops')
  const dbs: OpsDb[] = [openOpsDb(database.url), openOpsDb(database.url)]
  try {
    const stores = dbs.map((db) => signInStore(db, testClock()))
    const tries = Array.from({ length: 240 }, async (_, n) => {
      const [store, deed] = [stores[n % 2], deeds[n % deeds.length]]
      if (store !== undefined) await deed?.(store)
    })
    const came = await Promise.allSettled(tries)
    expect(came.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))).toEqual([])
  } finally {
    for (const db of dbs) await db.$disconnect()
    await database.drop()
  }
}, 60_000)
