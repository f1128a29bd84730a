/** What recurs in a log, for somebody to see to; told under its number and version. */
export interface Ticket {
  number: number
  version: number
  state: 'open' | 'closed'
  service: string
  level: 'warning' | 'error'
  pattern: string
  kind: string
  sample: string
  /** How often in the newest review. */
  count: number
  openedAt: Date
  seenAt: Date
  closedAt: Date | null
  closedBy: string | null
}

/** `T-7` */
export const ticketName = ({ number }: { number: number }): string => `T-${number}`

/** A ticket as it is sent to somebody else's program. */
export function ticketRecord(ticket: Ticket) {
  return {
    ticket: ticketName(ticket),
    version: ticket.version,
    state: ticket.state,
    service: ticket.service,
    level: ticket.level,
    pattern: ticket.pattern,
    kind: ticket.kind,
    sample: ticket.sample,
    count: ticket.count,
    opened_at: ticket.openedAt.toISOString(),
    seen_at: ticket.seenAt.toISOString(),
    closed_at: ticket.closedAt?.toISOString() ?? null,
    closed_by: ticket.closedBy,
  }
}
