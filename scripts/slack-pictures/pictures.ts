import type { Card } from '../../src/bot/card.ts'
import { renderCard } from '../../src/bot/slack/render/card.ts'
import { renderForm } from '../../src/bot/slack/render/form.ts'
import { renderHome } from '../../src/bot/slack/render/home.ts'
import { cards } from './cards.ts'
import { form } from './form.ts'
import { homeHtml, messageHtml, modalHtml, personHtml } from './html.ts'

const links = { baseUrl: 'https://assistant.autoboss.example' }

const message = (card: Card): string =>
  renderCard(card, 'key', links)
    .map(({ blocks }) => messageHtml(blocks, '14:06'))
    .join('')

const maria = (text: string): string => personHtml('Maria Sample', text, '14:05')

/** What each picture shows, as HTML. */
export const pictures: Record<string, string> = {
  answer: maria('<a>@AI Assistant</a> what torque for the blade bolts of the V4.0?') + message(cards.answer),
  plan: message(cards.approval),
  running: message(cards.running),
  done: message(cards.done),
  case: message(cards['case for those on call']) + message(cards.case),
  home: homeHtml(renderHome(cards.home, links).blocks),
  form: modalHtml(renderForm(form)),
}
