import type { OpsDb, OpsPrisma } from '../../db.ts'
import { isRecurring } from '../../sops/log-review/recurring.ts'
import { type Finding, keyOf, type LogReview, type TicketMention } from '../../sops/log-review/review.ts'
import type { NewReview, Reports } from '../../sops/reports.ts'
import { raiseTicket, type TicketParts } from '../tickets/store.ts'

type Transaction = OpsPrisma.TransactionClient

/** How many days back a finding counts as found again. */
const recentDays = 7
/** The most tickets of one review: more at once help nobody; the next review opens the others. */
const mostTickets = 20
/** The tables of reviews and their findings. */
export function logReviewStore(db: OpsDb, parts: TicketParts): Pick<Reports, 'knownFindings' | 'keepReview'> {
  return {
    knownFindings: async (service, findings) => {
      const kinds = findings.map(({ kind }) => kind)
      const rows = await db.logFinding.findMany({ where: { service, kind: { in: kinds } } })
      return new Set(rows.map(({ level, kind }) => `${level} ${kind}`))
    },
    keepReview: (review) => db.$transaction((tx) => keepReview(tx, review, parts)),
  }
}

async function keepReview(tx: Transaction, wanted: NewReview, parts: TicketParts): Promise<LogReview> {
  const { run, day } = wanted
  const review: LogReview = { ...wanted.review, tickets: [], ticketsSent: parts.areSent }
  const data = { run, review: jsonOf(review), reviewedAt: new Date(review.until), day: new Date(day) }
  const { count } = await tx.logReview.createMany({ data, skipDuplicates: true })
  if (count === 0) {
    const kept = await tx.logReview.findUniqueOrThrow({ where: { run } })
    return kept.review as unknown as LogReview
  }
  const numbers = await keepFindings(tx, run, review)
  const tickets = await raiseTickets(tx, wanted, numbers, parts)
  const whole = { ...review, tickets }
  await tx.logReview.update({ where: { run }, data: { review: jsonOf(whole) } })
  return whole
}

/** @returns the numbers of what was found, by key. */
async function keepFindings(tx: Transaction, run: number, review: LogReview): Promise<Map<string, number>> {
  const { service, until, findings } = review
  const present = findings.filter(({ count }) => count > 0)
  const rows = await tx.$queryRaw<{ number: number; level: string; kind: string }[]>`
    INSERT INTO log_findings (service, level, kind, pattern, sources, sample, first_seen, last_seen, state)
    SELECT ${service}, level, kind, pattern, sources, sample, ${new Date(until)}, ${new Date(until)}, 'seen'
    FROM jsonb_to_recordset(${JSON.stringify(present)}::jsonb)
      AS found (level text, kind text, pattern text, sources text[], sample text)
    ON CONFLICT (service, level, kind) DO UPDATE
    SET pattern = excluded.pattern, sources = excluded.sources, sample = excluded.sample,
        last_seen = excluded.last_seen, state = 'seen'
    RETURNING number, level, kind`
  const numbers = new Map(rows.map(({ number, level, kind }) => [`${level} ${kind}`, number]))
  await tx.logFindingCount.createMany({
    data: present.flatMap((one) => {
      const finding = numbers.get(keyOf(one))
      return finding === undefined ? [] : [{ finding, run, count: one.count }]
    }),
  })
  const gone = findings.filter(({ change }) => change === 'gone')
  await tx.$executeRaw`
    UPDATE log_findings SET state = 'gone'
    FROM jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) AS found (level text, kind text)
    WHERE log_findings.service = ${service} AND log_findings.level = found.level AND log_findings.kind = found.kind`
  return numbers
}

/** What recurs gets a ticket; what has an open one and was seen again renews it. */
async function raiseTickets(
  tx: Transaction,
  { run, review, day, often }: NewReview,
  numbers: Map<string, number>,
  parts: TicketParts,
): Promise<TicketMention[]> {
  const known = [...numbers.values()]
  const days = await daysOf(tx, known, day)
  const open = await tx.ticket.findMany({ where: { finding: { in: known }, state: 'open' } })
  const isDue = (finding: Finding, number: number): boolean =>
    isRecurring(finding, days.get(number) ?? 1, often) || open.some((ticket) => ticket.finding === number)
  const due = review.findings
    .flatMap((finding) => {
      const number = numbers.get(keyOf(finding))
      return number !== undefined && isDue(finding, number) ? [{ number, count: finding.count }] : []
    })
    .slice(0, mostTickets)
  const { requestId } = await tx.run.findUniqueOrThrow({
    where: { number: run },
    select: { requestId: true },
  })
  const mentions: TicketMention[] = []
  for (const { number: finding, count } of due) {
    const seen = { finding, count, at: new Date(review.until), requestId }
    const { number, kind, version } = await raiseTicket(tx, seen, parts)
    mentions.push({ number, kind, isNew: version === 1 })
  }
  return mentions
}

/** On how many days of late each finding was found. */
async function daysOf(tx: Transaction, findings: number[], day: string): Promise<Map<number, number>> {
  const rows = await tx.$queryRaw<{ finding: number; days: number }[]>`
    SELECT finding, count(DISTINCT day)::int AS days
    FROM log_finding_counts JOIN log_reviews USING (run)
    WHERE finding = ANY(${findings}) AND day > ${day}::date - ${recentDays}::int
    GROUP BY finding`
  return new Map(rows.map(({ finding, days }) => [finding, days]))
}

const jsonOf = (value: unknown): OpsPrisma.InputJsonObject => JSON.parse(JSON.stringify(value))
