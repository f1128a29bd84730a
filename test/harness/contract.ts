import type { FakeAssistant } from '../fakes/assistant.ts'
import type { TestAgent } from './agent.ts'
import type { BotHome, TestBot } from './bot.ts'

/** The real bot on a chat platform, and how people talk with it there. */
export interface ContractHouse {
  assistant: FakeAssistant
  agent: TestAgent
  home: BotHome
  bot: TestBot
  /** Somebody speaks to the bot, in a conversation of its own. */
  talk(person: string, text: string): Promise<Talk>
  close(): Promise<void>
}

/** A conversation of somebody's with the bot. */
export interface Talk {
  /** Goes on where it was begun. */
  says(text: string): Promise<void>
  /** Waits for a message of the bot's, the newest that matches. */
  sees(matching: Matching): Promise<SeenCard>
  /** All messages of the bot's, oldest first. */
  cards(): Promise<SeenCard[]>
  /** What the bot says that it is doing now. */
  progress(): Promise<string>
  /** The platform sends the newest message again, so many times at once. */
  repeats(times: number): Promise<void>
}

export type Matching = string | RegExp | ((card: SeenCard) => boolean)

/** A message of the bot's, as it stood when it was seen. */
export interface SeenCard {
  /** Its words, a line for each part; buttons as `[Label]`. */
  text: string
  /** What can be pressed. */
  labels: string[]
  /** Presses what the card showed, whatever it shows by now; `filled` is what the press asks for: a reason. */
  presses(label: string, filled?: string): Promise<void>
}

/** Whether a message is meant. */
export function isMeant(card: SeenCard, matching: Matching): boolean {
  if (typeof matching === 'function') return matching(card)
  return typeof matching === 'string' ? card.text.includes(matching) : matching.test(card.text)
}

/** What to say where a message does not come. */
export function notSeen(person: string, matching: Matching, cards: SeenCard[]): Error {
  return new Error(
    `${person} does not see ${matching}; there is:\n${cards.map(({ text }) => text).join('\n\n')}`,
  )
}
