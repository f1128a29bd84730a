import { clauseNames } from '../../oncall/clause-names.ts'
import { type Clause, clauseOfKey } from '../../oncall/clauses.ts'
import { withoutButtons } from '../cards/change.ts'
import { urgencyCard } from '../cards/urgency.ts'
import { getAPerson } from '../escalation.ts'
import type { Asked, Press, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'

/** Hands a question to those on call, as urgent as its first word or a form says; without words it asks for them. */
export async function escalate(asked: Asked, request: Request): Promise<undefined> {
  const { delivery, person, platform, with: facts } = request
  const { clause, question } = urgencyIn(asked, request)
  const { machineModel } = asked
  if (question === '') {
    const card = urgencyCard(clauseNames(facts.runbook()), machineModel)
    await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
    return
  }
  await getAPerson({ question, machineModel, sourceKey: delivery.key, clause }, request)
}

/** The words that were typed at one of the card's buttons, as urgent as the button says. */
export async function escalateByPress(
  { value, input = '', post }: Press,
  request: Request,
): Promise<undefined> {
  const { delivery, platform, with: facts } = request
  const [key = '', ...model] = value.split(' ')
  const machineModel = model.join(' ') || null
  const clause = clauseOfKey(key, facts.runbook())
  const question = input.trim() || (clause?.when ?? '')
  await getAPerson({ question, machineModel, sourceKey: delivery.key, clause }, request)
  const card = await platform.read(post)
  if (card !== null) await platform.update(post, withoutButtons(card, 'escalate-as'))
}

/** What was chosen in a form goes before what was typed; where nothing else is said, the clause is the question. */
function urgencyIn(
  { text, clause: key }: Asked,
  { with: { runbook } }: Request,
): { clause: Clause | undefined; question: string } {
  const chosen = clauseOfKey(key, runbook())
  const [first = ''] = text.split(/\s+/, 1)
  const typed = clauseNames(runbook()).get(first)
  if (chosen !== undefined || typed === undefined) return { clause: chosen, question: text }
  return { clause: typed, question: text.slice(first.length).trim() || typed.when }
}
