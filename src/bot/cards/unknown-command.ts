import type { Button, Card } from '../card.ts'

/** A command there is not: what was meant, perhaps. Nothing was run. */
export function unknownCommandCard(
  word: string,
  near: { label: string; name: string }[],
  deliveryKey: string,
): Card {
  const suggestions: Button[] = near.map(({ label, name }) => ({
    label,
    action: 'run-command',
    value: `${name} ${deliveryKey}`,
  }))
  return {
    blocks: [
      { kind: 'text', text: `No command “${word}”.${near.length > 0 ? ' Did you mean:' : ''}` },
      {
        kind: 'buttons',
        buttons: [...suggestions, ask(deliveryKey), { label: 'Help', action: 'run-command', value: 'help' }],
      },
    ],
  }
}

/** Words that may be a command or a question. Nothing was run. */
export function unclearCard({ label, name }: { label: string; name: string }, deliveryKey: string): Card {
  return {
    blocks: [
      { kind: 'text', text: 'Which did you mean?' },
      {
        kind: 'buttons',
        buttons: [ask(deliveryKey), { label, action: 'run-command', value: name }],
      },
    ],
  }
}

const ask = (deliveryKey: string): Button => ({
  label: 'Ask as a question',
  action: 'ask-as-question',
  value: deliveryKey,
})
