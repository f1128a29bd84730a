import type { Card } from '../card.ts'

export interface HelpLine {
  group: string
  usage: string
  summary: string
}

/** The commands that somebody may use, by group. */
export function helpCard(lines: HelpLine[]): Card {
  const groups = Map.groupBy(lines, (line) => line.group)
  return {
    headline: 'Help',
    blocks: [
      ...[...groups].flatMap(([group, members]) => [
        { kind: 'text' as const, text: group },
        { kind: 'list' as const, items: members.map(({ usage, summary }) => `${usage}: ${summary}`) },
      ]),
      { kind: 'note', text: 'Anything that is not a command is a question to the manuals.' },
    ],
  }
}
