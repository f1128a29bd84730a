import type { Rota } from '../../on-call-settings.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import { everyText } from '../schedules/words.ts'

/** What differs from site to site: the facts at the top, and the sections after the procedures. */
export function siteSections(settings: RunbookSettings): { facts: string; rest: string[] } {
  return {
    facts: facts(settings),
    rest: [
      contacts(settings),
      thresholds(settings),
      escalation(settings),
      alerts(settings),
      windows(settings),
      schedules(settings),
    ],
  }
}

const table = (head: string[], rows: (string | number)[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const part = (title: string, ...blocks: string[]): string => [`## ${title}`, ...blocks].join('\n\n')

const list = (items: string[]): string => items.map((item) => `- ${item}`).join('\n')

function facts({ service, document }: RunbookSettings): string {
  const paths = Object.entries(service.paths).map(([name, path]) => [
    name,
    `http://localhost:${service.port}${path}`,
  ])
  const rows = [
    ...(document === undefined
      ? []
      : [
          ['Version of this runbook', document.version],
          ['Owner, by the id in `config/people.yml`', document.owner],
          ['Next review', document.next_review],
        ]),
    ['Service', `${service.name} (\`${service.id}\`)`],
    ['Port', service.port],
    ['Time zone', service.time_zone],
    ['Proof of a start', `health good for ${service.proof_seconds} s`],
    ...paths,
  ]
  return part('Service', table(['fact', 'value'], rows))
}

function contacts({ on_call: onCall, external_support: support, service }: RunbookSettings): string {
  const { rota, overrides: _, ...fixed } = onCall
  return part(
    'Contacts',
    'On-call, by their ids in `config/people.yml`; `/ai contacts` shows how to reach them.',
    table(['duty', 'who'], Object.entries(fixed)),
    ...(rota === undefined ? [] : [turns(rota, service.time_zone)]),
    table(
      ['outside', 'contact', 'when'],
      support.map((one) => [one.name, one.contact, one.for]),
    ),
  )
}

function turns({ hand_over: handOver, starts, primary, secondary }: Rota, zone: string): string {
  const every = 'every' in handOver ? handOver.every : { weekday: handOver.weekday }
  const lists = [`primary ${primary.join(', ')}`, ...(secondary ? [`secondary ${secondary.join(', ')}`] : [])]
  return `From ${starts} on they take turns, handed over ${everyText({ every, at: handOver.at })} (${zone}): ${lists.join('; ')}.`
}

function thresholds({ thresholds: all }: RunbookSettings): string {
  const rows = Object.values(all).map(({ label, unit, warning, critical }) => {
    const text = (value: number) => `${value} ${unit}`.trim()
    return [
      label,
      `below ${text(warning)}`,
      `${text(warning)} to ${text(critical)}`,
      `above ${text(critical)}`,
    ]
  })
  return part('Thresholds', table(['measure', 'normal', 'warning', 'critical'], rows))
}

function escalation({ escalation: { levels, clauses } }: RunbookSettings): string {
  const levelRows = levels.map(({ level, name, handles }) => [level, name, handles.join('; ')])
  const clauseRows = clauses.map(({ within_minutes: minutes, level, when }) => [
    minutes === 0 ? 'at once' : `within ${minutes} minutes`,
    level,
    when.join('; '),
  ])
  return part(
    'Escalation',
    table(['level', 'who', 'handles'], levelRows),
    table(['escalate', 'to level', 'when'], clauseRows),
  )
}

function alerts({ alert_response: responses }: RunbookSettings): string {
  const rows = Object.entries(responses).map(([severity, response]) => [
    severity,
    response.respond_minutes === undefined
      ? 'in business hours'
      : `within ${response.respond_minutes} minutes`,
    response.escalate_minutes === undefined ? '–' : `after ${response.escalate_minutes} minutes`,
    response.do.join('; '),
  ])
  return part('Alert response', table(['alert', 'respond', 'escalate', 'do'], rows))
}

function windows(settings: RunbookSettings): string {
  const { maintenance_windows: all, notify_planned_hours_before: planned, business_hours: hours } = settings
  const items = all.map(({ name, every, from, until, activities, notify_hours_before: notify }) =>
    [
      `**${name}**: ${every.week} ${every.weekday} of the month, ${from}–${until}`,
      ...(activities.length > 0 ? [`for: ${activities.join('; ')}`] : []),
      ...(notify.length > 0 ? [`users are told ${hoursBefore(notify)}`] : []),
    ].join('; '),
  )
  return [
    part(
      'Maintenance windows',
      'While one lasts, calls about what is not critical wait until it ends. Others are planned by `/ai window`' +
        (planned.length > 0 ? `; users are told ${hoursBefore(planned)}.` : '.'),
      items.length > 0 ? list(items) : 'None stands in `config/runbook.yml`.',
    ),
    part('Business hours', `${hours.days.join(', ')}, ${hours.from}–${hours.until}`),
  ].join('\n\n')
}

/** `168 h and 24 h before` */
const hoursBefore = (hours: number[]): string => `${hours.map((hour) => `${hour} h`).join(' and ')} before`

function schedules({ schedules: all, service }: RunbookSettings): string {
  const rows = all.map(({ name, procedure, parameters, tells, ...timing }) => {
    const given = Object.entries(parameters).map(([parameter, value]) => `${parameter} ${value}`)
    return [name, [procedure, ...given].join(', '), everyText(timing), told[tells]]
  })
  return part(
    'Schedules',
    `What runs by itself, by the clock of ${service.time_zone}: once however many bots run, and once after a downtime. \`/ai schedule\` shows when each is due and how it came out; a senior pauses and resumes it there. What deletes begins only under a standing approval, asked for by one senior and approved by another: \`/ai schedule approve NAME 100000\`, with the most messages that may go each time.`,
    rows.length > 0 ? table(['schedule', 'runs', 'when', 'its card is posted in'], rows) : 'None.',
  )
}

const told: Record<RunbookSettings['schedules'][number]['tells'], string> = {
  operations: 'the operations channel',
  cases: 'the cases channel',
  'runs-page': 'no channel: it is among the runs',
}
