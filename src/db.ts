import { isNativeError } from 'node:util/types'
import { PrismaPg } from '@prisma/adapter-pg'
import { ServiceSilent } from './errors.ts'
import { PrismaClient as AssistantClient } from './generated/assistant/client.ts'
import { PrismaClient as OpsClient } from './generated/ops/client.ts'

export { Prisma as AssistantPrisma } from './generated/assistant/client.ts'
export { Prisma as OpsPrisma } from './generated/ops/client.ts'
export type AssistantDb = AssistantClient
export type OpsDb = OpsClient

/** Connections a process keeps, and how long it waits for the database before it says so. */
const pool = {
  max: 10,
  connectionTimeoutMillis: 10_000,
  statement_timeout: 30_000,
  idle_in_transaction_session_timeout: 30_000,
}

/** A transaction waits as long for its connection as anything else does; Prisma's own two seconds lose it on a busy machine. */
const transactionOptions = { maxWait: pool.connectionTimeoutMillis, timeout: pool.statement_timeout }

/** The assistant's database. Connects on first use, so it may be down at the start. */
export function openAssistantDb(url: string): AssistantDb {
  return new AssistantClient({
    adapter: new PrismaPg({ connectionString: url, ...pool }),
    transactionOptions,
  })
}

/** The bot's own database. Connects on first use. */
export function openOpsDb(url: string): OpsDb {
  return new OpsClient({ adapter: new PrismaPg({ connectionString: url, ...pool }), transactionOptions })
}

const unreachable =
  /ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|connection timeout|timeout exceeded when trying to connect|terminat|Can't reach database|not (currently )?accepting|starting up|shutting down|P1001|P1002|P1008|P1017|P2024|57P0[123]|08\d{3}|Connection|DatabaseNotReachable|SocketTimeout/

/** Whether an error says that the database cannot be reached now (rather than that a statement is wrong). */
export function isUnreachable(error: unknown): boolean {
  if (!isNativeError(error) || error instanceof ServiceSilent) return false
  const code = 'code' in error ? String(error.code) : ''
  return unreachable.test(`${code} ${error.message}`) || isUnreachable(error.cause)
}
