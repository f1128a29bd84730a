import { may } from '../../people.ts'
import { shorten } from '../../shorten.ts'
import type { Button } from '../card.ts'
import { problemCard } from '../cards/problem.ts'
import { planButton, verbOf } from '../cards/run/parts.ts'
import { serviceButtons } from '../cards/run-list.ts'
import type { Asked, Handler, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'
import { plan, type ServiceProcedure } from '../runs/plan.ts'
import { servicesAllowing } from '../runs/services.ts'
import { runWords } from './words-of-runs.ts'

/** `restart`, `start` and `stop`: they open a plan, and run nothing. */
export function runCommand(procedure: ServiceProcedure): Handler<Asked> {
  return async ({ text, key }, request) => {
    const words = runWords(text)
    if (words.kind === 'service') return await plan({ procedure, ...words }, request)
    if (words.kind === 'machine') return await askWhich(procedure, words.words, key, request)
    // Who may not is told so, whatever was written.
    if (!may(request.person, `${procedure}-service`)) {
      return await plan({ procedure, service: words.words, reason: null }, request)
    }
    await refuse(procedure, words.words, request)
  }
}

/** Whether the words behind the command name a service, or leave out the usual one. */
export function namesService(text: string): boolean {
  return runWords(text).kind === 'service'
}

/** What the words behind the command ask a manual, or a person. */
export function asks(procedure: ServiceProcedure): (text: string) => string {
  return (text) => {
    const words = runWords(text)
    return words.kind === 'machine' ? howTo(procedure, words.words) : `Asks for: ${procedure} ${text}`.trim()
  }
}

const howTo = (procedure: ServiceProcedure, words: string): string =>
  /^(the|a|an|my|our|this|that|it|up)\b/i.test(words)
    ? `How to ${procedure} ${words}?`
    : `How to ${procedure} the ${words}?`

/** *Start* and *stop* are words of manuals too. */
async function askWhich(
  procedure: ServiceProcedure,
  words: string,
  key: string,
  request: Request,
): Promise<undefined> {
  const { platform, delivery, person } = request
  const question: Button = {
    label: shorten(howTo(procedure, words).replace(/\?$/, ''), 29),
    action: 'ask-as-question',
    value: key,
    style: 'primary',
  }
  const service = planButton(`${verbOf(procedure)} the assistant…`, procedure, 'ai_assistant')
  const choices = may(person, `${procedure}-service`) ? [question, service] : [question]
  const card = problemCard({ message: 'Which did you mean?' }, choices)
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}

async function refuse(procedure: ServiceProcedure, words: string, request: Request): Promise<undefined> {
  const { platform, delivery, person, signal, with: facts } = request
  const services = await servicesAllowing(procedure, facts.agent, signal)
  const card = problemCard(
    {
      message: `“${shorten(words, 60)}” is not the name of a service.`,
      action: `Write one name behind /${procedure}, or nothing for the assistant.`,
    },
    serviceButtons(procedure, services),
  )
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}
