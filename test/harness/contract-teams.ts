import { lookalikes } from '../../src/bot/render/markdown.ts'
import { pressablesOf } from '../fakes/teams/kit/pressables.ts'
import { type ContractHouse, isMeant, notSeen, type SeenCard, type Talk } from './contract.ts'
import { eventually } from './eventually.ts'
import type { FakeTeams } from './teams.ts'
import { teamsHouse } from './teams-house.ts'
import type { TeamsPerson } from './teams-person.ts'
import type { Seen } from './teams-seeing.ts'
import type { Said } from './teams-speaking.ts'

/**
 * The bot in a Teams. `channel`: conversations are threads of a channel, begun by a mention. `personal`: they are
 * what was said since they began, because somebody has one chat alone with the bot.
 */
export async function openTeams(where: 'personal' | 'channel'): Promise<ContractHouse> {
  const { teams, ...house } = await teamsHouse()
  const [place, name] = where === 'channel' ? ['#general', '@bot '] : ['@bot', '']
  return {
    ...house,
    talk: async (person, text) => {
      const speaker = teams.person(person)
      return teamsTalk({ teams, speaker, name, begun: await speaker.says(place, name + text) })
    },
  }
}

interface TalkParts {
  teams: FakeTeams
  speaker: TeamsPerson
  /** How the bot is spoken to. */
  name: string
  begun: Said
}

function teamsTalk({ teams, speaker, name, begun }: TalkParts): Talk {
  let last = begun
  // What is for the speaker alone stands in their own chat, wherever they asked.
  const all = () => (name === '' ? speaker.seen(begun) : [...speaker.seen(begun), ...speaker.seen('@bot')])
  const fromBot = () =>
    all()
      .filter(({ isFromBot, id }) => isFromBot && Number(id) > Number(begun.id))
      .sort((a, b) => Number(a.id) - Number(b.id))
  const cards = () => fromBot().map((seen) => seenOf(seen, speaker))
  return {
    cards: async () => cards(),
    says: async (text) => {
      last = await speaker.repliesIn(begun, name + text)
    },
    sees: (matching) =>
      eventually(() => cards().findLast((card) => isMeant(card, matching))).catch(() => {
        throw notSeen(speaker.id, matching, cards())
      }),
    progress: async () => speaker.status(begun) || progressIn(fromBot().at(-1)),
    repeats: async (times) => {
      for (const delivery of last.deliveries) await teams.repeats(delivery, times)
    },
  }
}

/** Where nothing can be streamed, what the bot is doing stands in the message that becomes the answer. */
function progressIn(newest: Seen | undefined): string {
  return newest !== undefined && /…$/m.test(newest.text) && newest.labels.length === 0 ? newest.text : ''
}

const thumbs = new Map([
  ['Helpful', 'like'],
  ['Not helpful', 'dislike'],
] as const)

function seenOf(seen: Seen, person: TeamsPerson): SeenCard {
  const below = seen.thumbs === 'none' ? [] : [...thumbs.keys()]
  return {
    text: asRead(seen.text),
    labels: [...pressesOf(seen), ...below],
    presses: async (label, filled) => {
      const reaction = seen.labels.includes(label)
        ? undefined
        : thumbs.get(label as 'Helpful' | 'Not helpful')
      if (reaction !== undefined) await person.rates(seen, reaction, filled)
      else await click(seen, person, label, filled)
    },
  }
}

/** As people read it: marks of lists are marks of lists, and what looks like an asterisk is one. */
function asRead(text: string): string {
  const marked = text.replace(/^• /gm, '- ')
  return Object.entries(lookalikes).reduce((read, [own, alike]) => read.replaceAll(alike, own), marked)
}

/** What the bot hears of, when it is pressed. */
function pressesOf({ cards, labels }: Seen): string[] {
  const shown = new Set(
    cards
      .flatMap((card) => pressablesOf(card))
      .filter(({ action }) => action.type === 'Action.ToggleVisibility' || action.type === 'Action.OpenUrl')
      .map(({ label }) => label),
  )
  return labels.filter((label) => !shown.has(label))
}

/** What a press asks for stands in the card that it opens, or in a dialog. */
async function click(seen: Seen, person: TeamsPerson, label: string, filled?: string): Promise<void> {
  await person.clicks(seen, label, { asSeen: true, ...(filled !== undefined && { filled }) })
  if (person.hasForm()) await person.submits(filled)
}
