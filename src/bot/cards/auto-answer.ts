import type { Card } from '../card.ts'

/** What holds in a channel from now on. */
export function autoAnswerCard(isOn: boolean): Card {
  const text = isOn
    ? 'Questions in this channel are answered without being asked for, where the manuals hold the answer. Where they do not, nothing is said.'
    : 'In this channel only those are answered who speak to the assistant by name.'
  return {
    headline: `${isOn ? 'ON' : 'OFF'} · Answers in this channel without being asked`,
    tone: 'neutral',
    blocks: [{ kind: 'text', text }],
  }
}
