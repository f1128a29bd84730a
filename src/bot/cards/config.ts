import type { SettingsView } from '../../agent-api.ts'
import type { Button, Card } from '../card.ts'
import { buttonRow, cardOf, line, text } from './run/parts.ts'

type Setting = SettingsView['settings'][number]

/** The longest that can be typed for a change, in characters. */
const longestChange = 1_000

/** The settings that may be changed, as they are, with what changes them. */
export function settingsCard({ file, settings }: SettingsView): Card {
  const changeable = settings.filter((setting) => setting.changeable)
  const secrets = changeable.filter(({ secret }) => secret)
  return cardOf(`CONFIG · ${changeable.length} settings can be changed`, 'neutral', [
    text(`As ${file} has them. A change is planned first, and approved by a senior.`),
    { kind: 'list', items: changeable.map(row) },
    buttonRow([changeButton], secrets.map(secretButton)),
  ])
}

const row = ({ name, value }: Setting): string => `${name} · ${value === null ? 'not set' : line(value, 60)}`

/** What one setting is, and a field for what it is to be. */
export function settingCard({ name, doc, value }: Setting): Card {
  return cardOf(`CONFIG · ${name}`, 'neutral', [
    text(line(doc, 300)),
    { kind: 'fields', fields: [{ label: 'Now', value: value === null ? 'not set' : line(value, 120) }] },
    buttonRow([
      {
        label: 'Change it…',
        action: 'config-change',
        value: name,
        style: 'primary',
        input: {
          label: line(`New value of ${name}`, 59),
          submit: 'Plan it',
          isRequired: true,
          maxLength: longestChange,
        },
      },
    ]),
  ])
}

/** Where a secret is handed over, which is not in the chat. */
export function secretLinkCard(name: string, path: string, until: string): Card {
  return cardOf(`CONFIG · ${name}`, 'neutral', [
    text('Its value is no matter for a chat: this page hands it to the agent, and keeps nothing of it.'),
    { kind: 'link', label: 'Open the page', url: path },
    {
      kind: 'note',
      text: `Works once, until ${until}, and for you alone. The plan then appears where plans do.`,
    },
  ])
}

/** A secret was written into the chat. */
export function spilledCard(name: string, isKeptThere: boolean): Card {
  return cardOf(`REFUSED · a value of ${name} was written here`, 'warning', [
    text('Nothing was changed, and nothing of the value was kept here.'),
    text(
      isKeptThere
        ? "But it is in this chat's history now: replace it where it was made, and delete the message."
        : 'But it has gone through a chat: replace it where it was made.',
    ),
    buttonRow([{ ...secretButtonOf(name), style: 'primary' }]),
  ])
}

const changeButton: Button = {
  label: 'Change a setting…',
  action: 'config-change',
  value: '-',
  style: 'primary',
  input: {
    label: 'Such as OPENAI_MODEL=gpt-4o-mini because …',
    submit: 'Plan it',
    isRequired: true,
    maxLength: longestChange,
  },
}

const secretButton = ({ name }: Setting): Button => secretButtonOf(name)

function secretButtonOf(name: string): Button {
  return { label: line(`Replace ${name}…`, 29), action: 'config-secret', value: name }
}
