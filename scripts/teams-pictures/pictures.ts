import type { Card } from '../../src/bot/card.ts'
import { renderCard, type TeamsMessage } from '../../src/bot/teams/render/card.ts'
import { cards } from '../slack-pictures/cards.ts'

/** What somebody asked, where they did, and what came of it. */
export interface Picture {
  asked?: string
  messages: TeamsMessage[]
}

const links = { baseUrl: 'https://assistant.autoboss.example' }
const shown = (card: Card): TeamsMessage[] => renderCard(card, 'key', links)

/** What each picture shows. */
export const pictures: Record<string, Picture> = {
  answer: { asked: 'what torque for the blade bolts of the V4.0?', messages: shown(cards.answer) },
  plan: { messages: shown(cards.approval) },
  case: { messages: shown(cards['case for those on call']) },
}
