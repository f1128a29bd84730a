import type { Actor } from '../../actor.ts'
import { putAudit } from '../../audit-store.ts'
import type { Clock } from '../../clock.ts'
import type { OpsDb, OpsPrisma } from '../../db.ts'
import { UserError } from '../../errors.ts'
import { putOutgoing } from '../../outgoing-store.ts'
import { type Ticket, ticketName, ticketRecord } from './ticket.ts'

type Transaction = OpsPrisma.TransactionClient

export interface TicketStore {
  /** The tickets that are open, of these numbers. */
  openAmong(numbers: number[]): Promise<Ticket[]>
  /** How many are open. */
  countOpen(): Promise<number>
  /** Closes a ticket. @throws UserError where there is none of that number that is open. */
  close(number: number, actor: Actor): Promise<Ticket>
}

/** What tickets are kept and told with. */
export interface TicketParts {
  clock: Clock
  /** Whether somebody is told of them. */
  areSent: boolean
}

/** The tickets' table. */
export function ticketStore(db: OpsDb, parts: TicketParts): TicketStore {
  return {
    openAmong: async (numbers) => {
      const rows = await db.ticket.findMany({
        where: { number: { in: numbers }, state: 'open' },
        orderBy: { number: 'asc' },
      })
      return await Promise.all(rows.map((row) => withFinding(db, row)))
    },
    countOpen: () => db.ticket.count({ where: { state: 'open' } }),
    close: (number, actor) => db.$transaction((tx) => closeTicket(tx, number, actor, parts)),
  }
}

async function closeTicket(
  tx: Transaction,
  number: number,
  actor: Actor,
  parts: TicketParts,
): Promise<Ticket> {
  const now = parts.clock.now()
  const [row] = await tx.ticket.updateManyAndReturn({
    where: { number, state: 'open' },
    data: { state: 'closed', closedAt: now, closedBy: actor.person.id, version: { increment: 1 } },
  })
  if (row === undefined) {
    throw new UserError('not_open', `${ticketName({ number })} is not open.`, {
      status: 409,
      action: 'It was closed already, or never was.',
    })
  }
  const ticket = await withFinding(tx, row)
  await tell(tx, ticket, actor.requestId, parts)
  const { person, verified, requestId, place } = actor
  const detail = { kind: ticket.kind, level: ticket.level }
  await putAudit(tx, now, {
    ...{ person: person.id, verified, requestId, place },
    action: 'ticket.closed',
    subject: ticketName(ticket),
    outcome: 'done',
    detail,
  })
  return ticket
}

/** Opens the ticket of a finding that was seen so often, or renews the one that is open. */
export async function raiseTicket(
  tx: Transaction,
  seen: { finding: number; count: number; at: Date; requestId: string },
  parts: TicketParts,
): Promise<Ticket> {
  const { finding, count, at: seenAt } = seen
  const [renewed] = await tx.ticket.updateManyAndReturn({
    where: { finding, state: 'open' },
    data: { count, seenAt, version: { increment: 1 } },
  })
  const row =
    renewed ?? (await tx.ticket.create({ data: { finding, count, state: 'open', openedAt: seenAt, seenAt } }))
  const ticket = await withFinding(tx, row)
  await tell(tx, ticket, seen.requestId, parts)
  return ticket
}

async function tell(
  tx: Transaction,
  ticket: Ticket,
  requestId: string,
  { clock, areSent }: TicketParts,
): Promise<void> {
  if (!areSent) return
  const { version } = ticket
  const payload = ticketRecord(ticket)
  await putOutgoing(tx, clock, {
    destination: 'ticket',
    key: ticketName(ticket),
    version,
    payload,
    requestId,
  })
}

type Row = OpsPrisma.TicketGetPayload<Record<string, never>>

async function withFinding(db: Pick<Transaction, 'logFinding'>, row: Row): Promise<Ticket> {
  const found = await db.logFinding.findUniqueOrThrow({ where: { number: row.finding } })
  const { service, pattern, kind, sample } = found
  return {
    ...row,
    state: row.state === 'open' ? 'open' : 'closed',
    level: found.level === 'error' ? 'error' : 'warning',
    service,
    pattern,
    kind,
    sample,
  }
}
