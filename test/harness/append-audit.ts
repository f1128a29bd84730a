import { once } from 'node:events'
import { Client } from 'pg'

/**
 * A process that appends to the audit: `append-audit.ts URL PERSON TRANSACTIONS ROWS`, where every other transaction
 * adds its rows by one statement. It says `ready` when it is connected, begins when it is told something, and says
 * `done` after each transaction.
 */
const [url = '', person = '', transactions = '', rows = ''] = process.argv.slice(2)

const client = new Client({ connectionString: url })
await client.connect()
process.stdout.write('ready\n')
await once(process.stdin, 'data')
for (let turn = 0; turn < Number(transactions); turn += 1) {
  await client.query('BEGIN')
  if (turn % 2 === 0) await append(Number(rows))
  else for (let row = 0; row < Number(rows); row += 1) await append(1)
  await client.query('COMMIT')
  process.stdout.write('done\n')
}
await client.end()
process.exit()

async function append(count: number): Promise<void> {
  await client.query(
    `INSERT INTO audit (at, person, verified, action, subject, outcome, detail, request_id, place)
     SELECT now(), $1, true, 'test', 'n ' || n, 'done', jsonb_build_object('n', n), 'r', 'test'
     FROM generate_series(1, $2::int) AS n`,
    [person, count],
  )
}
