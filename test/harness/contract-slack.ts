import { pressablesOf } from '../fakes/slack/kit/pressables.ts'
import { type ContractHouse, isMeant, notSeen, type SeenCard, type Talk } from './contract.ts'
import { eventually } from './eventually.ts'
import type { FakeSlack } from './slack.ts'
import type { Over } from './slack-bot.ts'
import { slackHouse } from './slack-house.ts'
import type { SlackPerson } from './slack-person.ts'
import type { Seen } from './slack-seeing.ts'
import type { Said } from './slack-speaking.ts'

/** The bot in a Slack: conversations are threads of a channel, begun by a mention. */
export async function openSlack(over: Over): Promise<ContractHouse> {
  const { slack, close, ...house } = await slackHouse({ over })
  return {
    ...house,
    close,
    talk: async (person, text) => {
      const speaker = slack.person(person)
      return slackTalk(slack, speaker, await speaker.says('#general', `@bot ${text}`))
    },
  }
}

function slackTalk(slack: FakeSlack, person: SlackPerson, begun: Said): Talk {
  let last = begun
  const cards = () =>
    person
      .seen(begun)
      .filter(({ isFromBot }) => isFromBot)
      .map((seen) => seenOf(seen, person))
  return {
    cards: async () => cards(),
    says: async (text) => {
      last = await person.repliesIn(begun, text)
    },
    sees: (matching) =>
      eventually(() => cards().findLast((card) => isMeant(card, matching))).catch(() => {
        throw notSeen(person.id, matching, cards())
      }),
    progress: async () => person.status(begun),
    repeats: async (times) => {
      for (const delivery of last.deliveries) await slack.repeats(delivery, times)
    },
  }
}

function seenOf(seen: Seen, person: SlackPerson): SeenCard {
  return {
    text: seen.text,
    labels: pressablesOf(seen.message.blocks).map(({ label }) => label),
    presses: async (label, filled) => {
      await person.clicks(seen, label, { asSeen: true })
      if (filled === undefined) return
      const { text } = await person.form()
      await person.submits({ [text.includes('What was wrong') ? 'reason' : 'input']: filled })
    },
  }
}
