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
  const cards = () => postsOf(fromBot()).map((post) => ({ ...seenOf(post, speaker), isWhole: isWhole(post) }))
  return {
    cards: async () => cards(),
    says: async (text) => {
      last = await speaker.repliesIn(begun, name + text)
    },
    sees: (matching) =>
      eventually(() => cards().findLast((card) => card.isWhole && isMeant(card, matching))).catch(() => {
        throw notSeen(speaker.id, matching, cards())
      }),
    progress: async () => speaker.status(begun) || progressIn(fromBot().at(-1)),
    repeats: async (times) => {
      for (const delivery of last.deliveries) await teams.repeats(delivery, times)
    },
  }
}

/** What stands in several messages says in its notifications which of how many each is. */
const placeIn = ({ notification }: Seen): { number: number; of: number } => {
  const [, number = '1', of = '1'] = /\((\d+) of (\d+)\)$/.exec(notification) ?? []
  return { number: Number(number), of: Number(of) }
}

/** Messages by what they are of: an answer, and its card below it. */
function postsOf(messages: Seen[]): Seen[][] {
  const posts: Seen[][] = []
  for (const message of messages) {
    if (placeIn(message).number > 1) posts.at(-1)?.push(message)
    else posts.push([message])
  }
  return posts
}

const isWhole = (post: Seen[]): boolean => post.every((message) => placeIn(message).of === post.length)

/** Where nothing can be streamed, what the bot is doing stands in the message that becomes the answer. */
function progressIn(newest: Seen | undefined): string {
  return newest !== undefined && /…$/m.test(newest.text) && newest.labels.length === 0 ? newest.text : ''
}

const thumbs = new Map([
  ['Helpful', 'like'],
  ['Not helpful', 'dislike'],
] as const)

function seenOf(post: Seen[], person: TeamsPerson): SeenCard {
  const rated = post.find((seen) => seen.thumbs !== 'none')
  return {
    text: asRead(post.map(({ text }) => text).join('\n')),
    labels: [...post.flatMap(pressesOf), ...(rated ? thumbs.keys() : [])],
    presses: async (label, filled) => {
      const pressed = post.find(({ labels }) => labels.includes(label))
      const reaction = thumbs.get(label as 'Helpful' | 'Not helpful')
      if (pressed !== undefined) await click(pressed, person, label, filled)
      else if (rated !== undefined && reaction !== undefined) await person.rates(rated, reaction, filled)
      else throw new Error(`there is no ${label} to press`)
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
