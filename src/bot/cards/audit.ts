import { z } from 'zod'
import { dayAndTime } from '../../sops/times.ts'
import type { AuditedDeed } from '../audit/store.ts'
import type { NewestVerified } from '../audit/verify-newest.ts'
import type { Block, Card } from '../card.ts'
import { cardOf, line, text } from './run/parts.ts'

export interface AuditView {
  /** As it was asked for; empty for all. */
  about: string
  /** The newest first. */
  deeds: AuditedDeed[]
  areMore: boolean
  /** Null: it could not be verified. */
  chain: NewestVerified | null
  nameOf(id: string): string
  timeZone: string
}

/** The newest rows of the audit, and whether it is whole. */
export function auditCard({ about, deeds, areMore, chain, nameOf, timeZone }: AuditView): Card {
  const isBroken = chain !== null && chain.faults > 0
  const headline = ['Audit', about].filter((part) => part !== '').join(' · ')
  const rows: Block =
    deeds.length === 0
      ? text('Nothing of that was written down.')
      : { kind: 'list', items: deeds.map((deed) => rowOf(deed, nameOf, timeZone)) }
  return cardOf(isBroken ? `BROKEN · ${headline}` : headline, isBroken ? 'critical' : 'neutral', [
    isBroken ? { kind: 'warning', text: brokenText(chain) } : null,
    rows,
    areMore ? { kind: 'note', text: `The newest ${deeds.length}; there are more.` } : null,
    isBroken ? null : { kind: 'note', text: chain === null ? notVerified : wholeText(chain) },
  ])
}

/** What the detail of a row may say of a run. */
const detailSchema = z.object({
  code: z.string().optional().catch(undefined),
  digest: z.string().optional().catch(undefined),
  approvedBy: z.string().optional().catch(undefined),
  fact: z
    .object({
      step: z.number().optional(),
      ending: z.object({ outcome: z.string() }).optional(),
    })
    .optional()
    .catch(undefined),
})

function rowOf(deed: AuditedDeed, nameOf: AuditView['nameOf'], timeZone: string): string {
  const { code, digest, approvedBy, fact } = detailSchema.catch({}).parse(deed.detail)
  const step = fact?.step === undefined ? '' : ` ${fact.step}`
  const outcome = deed.outcome === 'refused' ? `refused${code === undefined ? '' : ` (${code})`}` : 'done'
  const parts = [
    dayAndTime(deed.at, timeZone),
    `${nameOf(deed.person)}${deed.verified ? '' : ' (unverified)'}`,
    `${deed.action}${step}`,
    deed.subject,
    fact?.ending?.outcome ?? outcome,
    ...(approvedBy === undefined ? [] : [`approved by ${nameOf(approvedBy)}`]),
    ...(digest === undefined ? [] : [`Plan ${digest.slice(0, 4).toUpperCase()}`]),
    ...(deed.place === '' ? [] : [`from ${deed.place}`]),
  ]
  return line(parts.join(' · '))
}

const notVerified = 'Whether it is whole could not be verified now; the log of the bot says why.'

function wholeText({ rows, first, last, heads, isPart, hasHeads }: NewestVerified): string {
  if (last === null) return 'The chain is whole: there are no rows.'
  const fit = heads === 1 ? '1 noted head fits' : `${heads} noted heads fit`
  const noted = hasHeads ? fit : 'no heads are noted outside the database'
  const range = rows === 1 ? `row ${first}` : `rows ${first} to ${last.id}`
  if (!isPart) return `The chain is whole: ${range}, all that there are; ${noted}.`
  return `The chain is whole in its newest part, ${range}; ${noted}. npm run audit:verify reads all of it.`
}

function brokenText({ findings, faults }: NewestVerified): string {
  const more = faults > findings.length ? ` And ${faults - findings.length} more.` : ''
  return `The audit is not whole. ${findings.join(' ')}${more} npm run audit:verify says all of it.`
}
