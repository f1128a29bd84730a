import type { ListedBackup } from '../../agent-api.ts'
import { isProved } from '../../sops/backups/newest-proved.ts'
import { holdingText } from '../../sops/backups/words.ts'
import { sizeText } from '../../sops/maintenance/sizes.ts'
import { dayAndTime } from '../../sops/times.ts'
import type { Block, Button, Card } from '../card.ts'
import { buttonRow, cardOf, line, text } from './run/parts.ts'

/** How many a card has room for. */
const shown = 5

/** The backups: what each holds, whether it was proved, and the button that plans going back to it. */
export function backupsCard(all: readonly ListedBackup[], timeZone: string): Card {
  if (all.length === 0) {
    return cardOf('Backups', 'warning', [text('There is no backup. Type /ai backup to make one.')])
  }
  // Those that can be restored come first, each group with its newest at the top.
  const listed = [...all.filter(isProved), ...all.filter((one) => !isProved(one))].slice(0, shown)
  const proved = listed.filter(isProved)
  const rest = all.filter((one) => !listed.includes(one)).map(({ backup }) => backup)
  const older =
    rest.length > 0 ? ` Others, by /ai restore and their name: ${line(rest.join(', '), 200)}.` : ''
  return cardOf('Backups · what can be restored', proved.length === 0 ? 'warning' : 'neutral', [
    ...listed.map((one) => entry(one, timeZone)),
    proved.length === 0
      ? text('None of them was proved, so that none can be restored. Type /ai backup for a proved one.')
      : { kind: 'note', text: `Each button opens a plan, which another senior approves.${older}` },
    buttonRow(...split(proved.map((one) => button(one, timeZone)))),
  ])
}

const split = (buttons: Button[]): [Button[], Button[]] => [buttons.slice(0, 3), buttons.slice(3)]

function entry(listed: ListedBackup, timeZone: string): Block {
  const { backup, bytes, made_at } = listed
  const made = made_at === null ? 'unknown' : `${dayAndTime(made_at, timeZone)}, ${sizeText(bytes)}`
  return {
    kind: 'fields',
    fields: [
      { label: 'Backup', value: line(backup, 40) },
      { label: 'Made', value: made },
      { label: 'Holds', value: holdingText(listed) },
      {
        label: 'Proof',
        value: line(proofText(listed, timeZone)),
        ...(isProved(listed) ? {} : { tone: 'warning' }),
      },
    ],
  }
}

function proofText({ proof, unusable }: ListedBackup, timeZone: string): string {
  if (unusable !== null) return `cannot be used: ${unusable}`
  if (proof === null) return 'not proved'
  if (proof.outcome === 'failed') return `failed ${dayAndTime(proof.at, timeZone)}: ${proof.detail}`
  return `restored and compared ${dayAndTime(proof.at, timeZone)}`
}

function button({ backup, made_at }: ListedBackup, timeZone: string): Button {
  const made = made_at === null ? backup : dayAndTime(made_at, timeZone)
  return { label: line(`Restore ${made}…`, 29), action: 'plan', value: `restore ${backup}` }
}
