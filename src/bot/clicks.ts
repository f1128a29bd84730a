import { UserError } from '../errors.ts'
import { type Action, may } from '../people.ts'
import { answer } from './answering.ts'
import type { Button, Card } from './card.ts'
import { questionKeyIn, withButton, withoutButtons, withRating } from './cards/change.ts'
import { keepAnswer, offerClauses, pressOfCase, replyToCase } from './cases/clicks.ts'
import { casePresses } from './cases/press.ts'
import { showCaseByPress } from './commands/cases.ts'
import { changeConfig, replaceSecret } from './commands/config.ts'
import { escalateByPress } from './commands/escalate.ts'
import { logs } from './commands/logs.ts'
import { pauseByPress, resumeByPress } from './commands/schedule.ts'
import {
  approveByPress,
  rejectByPress,
  revokeByPress,
  showStanding,
  withdrawByPress,
} from './commands/standing.ts'
import { endByPress } from './commands/window.ts'
import { commandOf } from './commands.ts'
import { evidenceIn, getAPerson } from './escalation.ts'
import type { Asked, Handler, Press, Request } from './handler.ts'
import type { Outcome } from './inbox.ts'
import { addManual } from './manuals/add.ts'
import { proveManual, showManual } from './manuals/clicks.ts'
import type { Post } from './platform.ts'
import { allModels, questionOf, wordsBehind } from './question.ts'
import { ratingIn } from './rating.ts'
import { replyKey } from './reply.ts'
import { showSlowest } from './reports/clicks.ts'
import { escalateRun, planAgain, pressOfRun, showRun } from './runs/clicks.ts'
import { share } from './sharing.ts'
import { closeTicket } from './tickets/clicks.ts'
import { approveAnswer, lookAtAnswer, rejectAnswer, retireAnswer } from './verified/clicks.ts'

interface Click {
  /** What one must be allowed to do. */
  action: Action
  /** Whether it waits its turn among the questions of its thread. */
  isQuestion?: (value: string) => boolean
  /** What of its value a card must still say, where the rest is what was true at the press. */
  about?: (value: string) => string
  handler: Handler<Press>
}

/** The engine itself decides who may press these, and notes whom it refused. */
function ofEngine(actions: string[]): Record<string, Click> {
  return Object.fromEntries(actions.map((action) => [action, { action: 'ask', handler: pressOfRun }]))
}

/** The buttons that change a case, as its page does: whether what else they say is still so is told by the case. */
function ofCases(): Record<string, Click> {
  const about = (value: string) => value.split(' ', 1)[0] ?? ''
  return Object.fromEntries(
    casePresses.map(([name, action]) => [name, { action, about, handler: pressOfCase }]),
  )
}

/** Every button. A new one is a row here. */
const clicks: Record<string, Click> = {
  feedback: { action: 'ask', handler: rate },
  'get-a-person': { action: 'get-a-person', handler: getPerson },
  'escalate-as': { action: 'get-a-person', handler: escalateByPress },
  'search-all-models': { action: 'ask', isQuestion: () => true, handler: searchAllModels },
  'try-again': { action: 'ask', isQuestion: () => true, handler: tryAgain },
  'ask-as-question': { action: 'ask', isQuestion: () => true, handler: askAsQuestion },
  'better-try': { action: 'ask', isQuestion: () => true, handler: betterTry },
  share: { action: 'ask', handler: share },
  // Whoever asks about it at once in the same place is answered when it has been read.
  'add-manual': { action: 'upload-manuals', isQuestion: () => true, handler: addManual },
  manual: { action: 'upload-manuals', handler: showManual },
  'prove-manual': { action: 'upload-manuals', handler: proveManual },
  'answer-show': { action: 'review-answers', handler: lookAtAnswer },
  'answer-approve': { action: 'review-answers', handler: approveAnswer },
  'answer-reject': { action: 'review-answers', handler: rejectAnswer },
  'answer-retire': { action: 'review-answers', handler: retireAnswer },
  plan: { action: 'ask', handler: planAgain },
  'config-change': { action: 'ask', handler: changeConfig },
  'config-secret': { action: 'ask', handler: replaceSecret },
  logs: { action: 'see-logs', handler: ({ value }, request) => logs(wordsOf(value, request), request) },
  'ticket-close': { action: 'close-ticket', handler: closeTicket },
  'slowest-statements': { action: 'see-performance', handler: showSlowest },
  'window-end': { action: 'plan-maintenance', handler: endByPress },
  'schedule-pause': { action: 'steer-schedules', handler: pauseByPress },
  'schedule-resume': { action: 'steer-schedules', handler: resumeByPress },
  // Who may decide, the engine itself says, and notes whom it refused.
  'standing-approve': { action: 'ask', handler: approveByPress },
  'standing-reject': { action: 'ask', handler: rejectByPress },
  'standing-withdraw': { action: 'ask', handler: withdrawByPress },
  'standing-revoke': { action: 'ask', handler: revokeByPress },
  'standing-show': { action: 'see-schedules', handler: showStanding },
  'run-show': { action: 'see-runs', handler: showRun },
  'run-record': { action: 'see-runs', handler: pressOfRun },
  'run-escalate': { action: 'get-a-person', handler: escalateRun },
  ...ofEngine([
    'run-approve',
    'run-reject',
    'run-emergency',
    'run-review',
    'run-withdraw',
    'run-dry-run',
    'run-stop-after-step',
    'run-check-again',
    'run-continue',
    'run-end',
    'run-retry',
    'run-read-again',
    'run-remove-manual',
  ]),
  ...ofCases(),
  'case-urgency': { action: 'get-a-person', handler: offerClauses },
  'case-reply': { action: 'get-a-person', handler: replyToCase },
  'case-keep-answer': { action: 'take-case', handler: keepAnswer },
  'case-show': { action: 'see-own-cases', handler: showCaseByPress },
  'run-command': { action: 'ask', isQuestion: opensQuestion, handler: runCommand },
}

/** What a button's action does. */
export function clickOf(action: string): Click | undefined {
  return Object.hasOwn(clicks, action) ? clicks[action] : undefined
}

/** A thumb counts at once; one that says why also offers a better try. */
async function rate({ value, post }: Press, request: Request): Promise<undefined> {
  const rating = ratingIn(value)
  await request.with.feedback.rate(rating, request.person.id, request.delivery.requestId)
  request.with.wakeOutbox()
  await change(post, request, (card) => {
    const rated = withoutButtons(withRating(card, rating), 'better-try')
    const question = questionKeyIn(card, rating)
    const isHopeful = rating.rating === 'down' && rating.reason !== undefined && question !== undefined
    return isHopeful ? withButton(rated, betterTryButton(question, request.delivery.key)) : rated
  })
}

const betterTryButton = (questionKey: string, feedbackKey: string): Button => ({
  label: 'Try again with that',
  action: 'better-try',
  value: `${questionKey} ${feedbackKey}`,
})

/** Asks again, with what was wrong; the answer that was wrong stays. */
async function betterTry({ post }: Press, request: Request): Promise<Outcome | undefined> {
  const { delivery } = request
  const question = await questionOf(delivery.key, request)
  await change(post, request, (card) => withoutButtons(card, 'better-try'))
  return await answer({ ...question, postKey: replyKey(delivery) }, request)
}

async function getPerson({ value, post }: Press, request: Request): Promise<undefined> {
  const { text, machineModel } = await questionOf(value, request)
  const evidence = evidenceIn(await request.platform.read(post))
  await getAPerson({ question: text, machineModel, sourceKey: post.key, evidence }, request)
  await change(post, request, (card) => withoutButtons(card, 'get-a-person'))
}

async function searchAllModels({ value, post }: Press, request: Request): Promise<Outcome | undefined> {
  const question = await questionOf(value, request)
  await change(post, request, (card) => withoutButtons(card, 'search-all-models'))
  const { delivery } = request
  return await answer({ ...question, ...allModels, key: delivery.key, postKey: replyKey(delivery) }, request)
}

async function tryAgain({ value, post }: Press, request: Request): Promise<Outcome | undefined> {
  return await answer({ ...(await questionOf(value, request)), postKey: post.key }, request)
}

async function askAsQuestion({ value, post }: Press, request: Request): Promise<Outcome | undefined> {
  const question = await questionOf(value, request)
  await change(post, request, (card) => withoutButtons(card, 'ask-as-question'))
  return await answer({ ...question, postKey: replyKey(request.delivery) }, request)
}

/** `name` or `name delivery-key`: the command, with the words that the delivery has behind its own command. */
async function runCommand({ value }: Press, request: Request): Promise<Outcome | undefined> {
  const [name = '', key] = value.split(' ')
  const command = commandOf(name)
  if (command === undefined || (!command.refusesItself && !may(request.person, command.action))) {
    throw new UserError('no_command', `There is no command “${name}” for you.`, { action: 'See /ai help.' })
  }
  const nothing = wordsOf('', request)
  const asked = key === undefined ? nothing : await wordsBehind(key, request)
  return await command.handler(asked, request)
}

const wordsOf = (text: string, { delivery }: Request): Asked => ({
  text,
  machineModel: null,
  key: delivery.key,
  messageKey: delivery.key,
})

function opensQuestion(value: string): boolean {
  return commandOf(value.split(' ')[0] ?? '')?.isQuestion === true
}

/** Changes what a card shows now, which may be newer than what was pressed. */
async function change(post: Post, { platform }: Request, changed: (card: Card) => Card): Promise<void> {
  const card = await platform.read(post)
  if (card !== null) await platform.update(post, changed(card))
}
