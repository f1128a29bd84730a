import type { LogLine, Logs } from '../../agent-api.ts'
import { shorten } from '../../shorten.ts'
import { timeOfDay } from '../../sops/times.ts'
import type { Card } from '../card.ts'
import { cardOf, text } from './run/parts.ts'

/** What was asked for. */
interface Asked {
  since: Date | null
  errorsOnly: boolean
}

const longestText = 1_100

/** The newest lines of a log that fit a card, oldest first. */
export function logsCard({ service, lines, truncated }: Logs, asked: Asked, timeZone: string): Card {
  const since = asked.since === null ? '' : ` · since ${timeOfDay(asked.since, timeZone)}`
  const headline = `Log · ${service}${asked.errorsOnly ? ' · errors' : ''}${since}`
  if (lines.length === 0) {
    const what = asked.errorsOnly ? 'no errors' : 'no lines'
    return cardOf(headline, 'neutral', [text(`There are ${what} in the log.`)])
  }
  const shown = newest(lines.map((line) => lineOf(line, timeZone)))
  const isCut = truncated || shown.length < lines.length
  return cardOf(headline, asked.errorsOnly ? 'warning' : 'neutral', [
    { kind: 'code', text: shown.join('\n') },
    isCut ? { kind: 'note', text: `The newest ${shown.length} lines; there are more.` } : null,
    {
      kind: 'buttons',
      buttons: [
        { label: 'Last 15 minutes', action: 'logs', value: `${service} since 15m` },
        { label: 'Errors of 24 hours', action: 'logs', value: `${service} since 24h errors` },
      ],
    },
  ])
}

function lineOf({ at, level, text: words }: LogLine, timeZone: string): string {
  const time = at === null ? '' : `${timeOfDay(at, timeZone)} `
  return `${time}${level === 'info' ? '' : `${level} `}${shorten(words, 160)}`
}

/** As many of the last lines as fit. */
function newest(lines: string[]): string[] {
  const shown: string[] = []
  for (const line of lines.toReversed()) {
    if (shown.join('\n').length + line.length >= longestText) break
    shown.unshift(line)
  }
  return shown
}
