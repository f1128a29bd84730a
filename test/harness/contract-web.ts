import type { Card } from '../../src/bot/card.ts'
import type { Entry } from '../../src/bot/web/api.ts'
import { startFakeAssistant } from '../fakes/assistant.ts'
import { startTestAgent } from './agent.ts'
import { botHome, cardIn, startTestBot, type TestBot, type Visitor, visit, wordsOf } from './bot.ts'
import { type ContractHouse, isMeant, notSeen, type SeenCard, type Talk } from './contract.ts'
import { eventually } from './eventually.ts'
import { proveQuickly } from './prove-quickly.ts'

/** The bot with its web chat: every conversation is its person's own. */
export async function openWeb(): Promise<ContractHouse> {
  const [assistant, agent] = await Promise.all([startFakeAssistant(), startTestAgent()])
  const home = await botHome(assistant.url)
  await proveQuickly(home)
  const bot = await startTestBot(home, agent.settings)
  return {
    assistant,
    agent,
    home,
    bot,
    talk: async (person, text) => {
      const talk = webTalk(bot, person)
      await talk.says(text)
      return talk
    },
    close: async () => {
      await bot.close()
      await home.remove()
      await Promise.all([agent.close(), assistant.stop()])
    },
  }
}

function webTalk(bot: TestBot, person: string): Talk {
  const visitor = visit(bot, person)
  let last = { key: '', text: '' }
  const entries = async () => (await visitor.transcript()).filter(({ body }) => 'card' in body)
  const cards = async () => (await entries()).map((entry) => seenOf(entry, visitor))
  return {
    cards,
    says: async (text) => {
      last = { key: await visitor.say(text), text }
    },
    sees: (matching) =>
      eventually(async () => (await cards()).findLast((card) => isMeant(card, matching)), {
        every: 150,
      }).catch(async () => {
        throw notSeen(person, matching, await cards())
      }),
    progress: async () => {
      const newest = (await entries()).at(-1)
      return newest?.state === 'streaming' ? wordsOf(cardIn(newest)) : ''
    },
    repeats: async (times) => {
      const again = () => visitor.say(last.text, { key: last.key })
      await Promise.all(Array.from({ length: times }, again))
    },
  }
}

/** What a button sends. */
interface Click {
  label: string
  action: string
  value(filled: string | undefined): string
}

function seenOf(entry: Entry, visitor: Visitor): SeenCard {
  const card = cardIn(entry)
  const clicks = clicksOf(card)
  return {
    text: wordsOf(card),
    labels: clicks.map(({ label }) => label),
    presses: async (label, filled) => {
      const click = clicks.find((one) => one.label === label)
      if (click === undefined) throw new Error(`there is no [${label}] on:\n${wordsOf(card)}`)
      const response = await visitor.click(entry, click.action, click.value(filled), filled)
      if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`)
    },
  }
}

function clicksOf({ blocks }: Card): Click[] {
  return blocks.flatMap((block): Click[] => {
    if (block.kind === 'feedback' && block.rating === undefined) {
      return [thumb('Helpful', block.messageId, 'up'), thumb('Not helpful', block.messageId, 'down')]
    }
    if (block.kind !== 'buttons') return []
    return [...block.buttons, ...(block.more ?? [])].map(({ label, action, value }) => ({
      label,
      action,
      value: () => value,
    }))
  })
}

function thumb(label: string, messageId: string, rating: 'up' | 'down'): Click {
  const value = (reason?: string) => JSON.stringify({ messageId, rating, ...(reason && { reason }) })
  return { label, action: 'feedback', value }
}
