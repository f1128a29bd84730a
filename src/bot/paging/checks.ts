import { type Clock, systemClock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import { type Check, type Finding, failed, off, ok, warning } from '../../finding.ts'
import { type Reach, waysFor } from '../../oncall/ways-for.ts'
import type { PagingSettings } from '../../paging-settings.ts'
import type { Person } from '../../people.ts'
import { mailServerOf } from '../../smtp-url.ts'
import { directPlaceOf } from '../slack/places.ts'
import { mailTrouble } from './mail-faults.ts'
import { mailTransport } from './mail-transport.ts'
import { pagingWays } from './ways.ts'

/** Whom the settings files have on call, and how such are paged. */
export interface OnCall {
  people: Person[]
  paging: PagingSettings
}

/** A check of the doctor's takes no longer than five seconds. */
const patienceMs = 4_000

/** Whether those on call can be paged, and whether what pages them answers. Nothing is sent to anybody. */
export function pagingChecks(config: Config, onCall: () => Promise<OnCall>): Check[] {
  return [
    { name: 'Paging', look: async () => reachFinding(await onCall(), reachOf(config, systemClock)) },
    { name: 'Mail server', look: () => mailFinding(config) },
    { name: 'Paging webhook', look: async () => webhookFinding(config) },
  ]
}

function reachOf(config: Config, clock: Clock): Reach {
  const hasSlack = config.SLACK_BOT_TOKEN !== undefined
  return {
    ...(hasSlack && { direct: { reaches: (person: Person) => directPlaceOf(person) !== null } }),
    ...pagingWays(config, [], clock),
  }
}

function reachFinding({ people, paging }: OnCall, reach: Reach): Finding {
  if (Object.keys(reach).length === 0) return off('nobody can be paged: no way is set up.', `Set ${means}.`)
  const ways = people.map((person) => ({
    id: person.id,
    names: waysFor(person, 'critical', paging, reach),
  }))
  const unreached = ways.filter(({ names }) => names.length === 0).map(({ id }) => id)
  if (unreached.length === 0) {
    return ok(
      `in an emergency it reaches ${ways.map(({ id, names }) => `${id} (${names.join(', ')})`).join(', ')}.`,
    )
  }
  const tell = unreached.length === people.length ? failed : warning
  return tell(
    `in an emergency ${unreached.join(', ')} cannot be paged.`,
    `Give them in people.yml what a way needs (identities.slack, email), look at paging in runbook.yml and their own notify, or set ${means}.`,
  )
}

const means = 'SMTP_URL and MAIL_FROM, PAGE_WEBHOOK_URL, or Slack'

async function mailFinding({ SMTP_URL: address }: Config): Promise<Finding> {
  if (address === undefined) {
    return off(
      'SMTP_URL is not set; nobody is paged by e-mail.',
      'Set it, with MAIL_FROM, to page by e-mail.',
    )
  }
  const server = mailServerOf(address)
  try {
    await mailTransport(server, patienceMs).verify()
  } catch (error) {
    return failed(`${mailTrouble(error)}.`, 'Correct SMTP_URL, or look at the mail server.')
  }
  const said = [
    server.tls === 'none' ? 'without TLS' : 'over TLS',
    ...(server.login === undefined ? [] : ['and takes the login']),
  ]
  return ok(`it answers ${said.join(' ')}.`)
}

function webhookFinding({ PAGE_WEBHOOK_URL: url, PAGE_WEBHOOK_SECRET: secret }: Config): Finding {
  if (url === undefined) {
    return off(
      'PAGE_WEBHOOK_URL is not set; nothing pushes or rings.',
      'Set it for what wakes somebody, as docs/operating.md says under "Paging".',
    )
  }
  return ok(
    `pages are sent to it, ${secret === undefined ? 'unsigned' : 'signed'}; whether it takes them, a page shows.`,
  )
}
