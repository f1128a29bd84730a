import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { Activity, TurnContext } from 'botbuilder'
import { type FakeTeams, startFakeTeams } from '../../harness/teams.ts'
import { type PlainBot, startPlainBot } from '../../harness/teams-plain-bot.ts'
import type { Seen } from '../../harness/teams-seeing.ts'

let teams: FakeTeams
let bot: PlainBot
/** What the bot answers to what wants an answer, by its name. */
let answers: Record<string, (value: Value, activity: Activity) => { status: number; body?: object }>
let heard: Activity[]
/** What the bot says when it is spoken to. */
let said: Partial<Activity>

interface Value {
  action?: { verb: string; data: Record<string, unknown> }
  trigger?: string
  data?: Record<string, unknown>
  actionValue?: { reaction: string; feedback: string }
}

beforeEach(async () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined)
  teams = await startFakeTeams()
  answers = {}
  heard = []
  bot = await startPlainBot(teams, async (context: TurnContext) => {
    const { activity } = context
    heard.push(activity)
    if (activity.type === 'message' && activity.value === undefined) await context.sendActivity(said)
    if (activity.type !== 'invoke') return
    const answer = answers[activity.name ?? '']?.(activity.value as Value, activity)
    await context.sendActivity({ type: 'invokeResponse', value: answer ?? { status: 501 } })
  })
})

afterEach(async () => {
  await bot.stop()
  await teams.stop()
  jest.restoreAllMocks()
})

const cardOf = (text: string, more: object = {}) => ({
  type: 'AdaptiveCard',
  version: '1.5',
  body: [{ type: 'TextBlock', text }],
  ...more,
})

const message = (card: object): Partial<Activity> => ({
  type: 'message',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
})

const execute = (title: string, verb: string, data: object = {}) => ({
  type: 'Action.Execute',
  title,
  verb,
  data,
  fallback: { type: 'Action.Submit', title, data: { verb, ...data } },
})

const answerOf = (type: string, value: unknown, statusCode = 200) => ({
  status: 200,
  body: { statusCode, type: `application/vnd.microsoft.${type}`, value },
})

/** Lets maria ask in #ops. @returns what the bot answered, as she sees it. */
async function ask(): Promise<Seen> {
  const maria = teams.person('maria')
  return await maria.sees(await maria.says('#ops', '@bot go'))
}

describe('a press', () => {
  test('may bring another card, which only they see', async () => {
    said = message(cardOf('Plan', { actions: [execute('Approve', 'approve', { run: 7 })] }))
    answers['adaptiveCard/action'] = () => answerOf('card.adaptive', cardOf('Approved by you'))
    const seen = await ask()
    expect(seen.text).toBe('Plan\n[Approve]')
    await teams.person('nikos').clicks(seen, 'Approve')
    expect(teams.person('nikos').reads(seen)).toContain('Approved by you')
    expect(teams.person('maria').reads(seen)).toContain('Plan')
    expect(heard.at(-1)).toMatchObject({
      name: 'adaptiveCard/action',
      from: { id: teams.person('nikos').id },
      replyToId: seen.id,
      value: {
        action: { type: 'Action.Execute', verb: 'approve', data: { run: 7 } },
        trigger: 'manual',
      },
    })
  })

  test('may bring a note, an error, or nothing that can be read', async () => {
    said = message(cardOf('Plan', { actions: [execute('Go', 'go')] }))
    const nikos = teams.person('nikos')
    const seen = await ask()
    answers['adaptiveCard/action'] = () => answerOf('activity.message', 'Done.')
    expect(await nikos.clicks(seen, 'Go')).toMatchObject({ note: 'Done.' })
    answers['adaptiveCard/action'] = () => answerOf('error', { code: 'no', message: 'Not for you.' }, 403)
    await nikos.clicks(seen, 'Go')
    answers['adaptiveCard/action'] = () => answerOf('card.adaptive', { type: 'AdaptiveCard', version: '1.6' })
    await nikos.clicks(seen, 'Go')
    answers = {}
    await nikos.clicks(seen, 'Go')
    expect(nikos.notes).toEqual(['Done.'])
    const wrong = 'Something went wrong. Please try again.'
    expect(nikos.troubles).toEqual(['Not for you.', wrong, wrong])
  })

  test('that is not answered in time is told so', async () => {
    said = message(cardOf('Plan', { actions: [execute('Go', 'go')] }))
    const seen = await ask()
    await bot.stop()
    bot = await startPlainBot(teams, () => new Promise((resolve) => setTimeout(resolve, 300)))
    teams.patience.invokeMs = 50
    const { delivery, trouble } = await teams.person('maria').clicks(seen, 'Go')
    expect(delivery).toMatchObject({ error: 'timeout', status: 0 })
    expect(trouble).toBe('Unable to reach app. Please try again.')
  })

  test('with an old client sends what stands there for it', async () => {
    said = message(cardOf('Plan', { actions: [execute('Approve', 'approve', { run: 7 })] }))
    const nikos = teams.person('nikos')
    nikos.client = 'old'
    const seen = await ask()
    await nikos.clicks(seen, 'Approve')
    expect(heard.at(-1)).toMatchObject({
      type: 'message',
      value: { verb: 'approve', run: 7 },
      replyToId: seen.id,
    })
    expect(heard.at(-1)?.text).toBeUndefined()
  })

  test('fills in the card that it opens; what must be filled in must be', async () => {
    const reason = {
      type: 'Input.Text',
      id: 'reason',
      label: 'Reason',
      isRequired: true,
      errorMessage: 'Say why',
    }
    const inner = {
      type: 'AdaptiveCard',
      version: '1.5',
      body: [reason],
      actions: [execute('Send', 'reject')],
    }
    said = message(cardOf('Plan', { actions: [{ type: 'Action.ShowCard', title: 'Reject', card: inner }] }))
    answers['adaptiveCard/action'] = () => answerOf('activity.message', 'Rejected.')
    const maria = teams.person('maria')
    const seen = await ask()
    await expect(maria.clicks(seen, 'Reject')).rejects.toThrow('“Reason” must be filled in')
    await expect(maria.clicks(seen, 'Reject', { filled: { why: 'x' } })).rejects.toThrow('no field “why”')
    await expect(maria.clicks(seen, 'Accept')).rejects.toThrow(
      'there is no [Accept]; there is [Reject] [Send]',
    )
    await maria.clicks(seen, 'Reject', { filled: 'Not now' })
    expect(heard.at(-1)?.value).toMatchObject({ action: { verb: 'reject', data: { reason: 'Not now' } } })
    expect(maria.notes).toEqual(['Rejected.'])
  })

  test('may open a dialog, which is sent and closes', async () => {
    const action = { type: 'Action.Submit', title: 'Edit', data: { msteams: { type: 'task/fetch' }, run: 7 } }
    said = message(cardOf('Plan', { actions: [action] }))
    const field = { type: 'Input.Text', id: 'reason', label: 'Reason' }
    const form = {
      ...cardOf('Why?'),
      body: [field],
      actions: [{ type: 'Action.Submit', title: 'Send', data: { k: 1 } }],
    }
    const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', content: form }
    answers['task/fetch'] = () => ({
      status: 200,
      body: { task: { type: 'continue', value: { title: 'Run', card: attachment } } },
    })
    answers['task/submit'] = () => ({ status: 200, body: { task: { type: 'message', value: 'Thanks' } } })
    const maria = teams.person('maria')
    await maria.clicks(await ask(), 'Edit')
    expect(await maria.form()).toEqual({ title: 'Run', text: 'Reason (optional): ____\n[Send]' })
    await maria.submits({ Reason: 'Because' })
    expect(heard.at(-1)?.value).toMatchObject({ data: { k: 1, reason: 'Because' } })
    expect([maria.hasForm(), maria.notes]).toEqual([false, ['Thanks']])
  })
})

describe('a card that refreshes', () => {
  const refresh = (names: string[]) => ({
    action: { type: 'Action.Execute', verb: 'view', data: {} },
    userIds: names.map((name) => teams.person(name).id),
  })

  test('becomes the own card of those whom it names', async () => {
    said = message(cardOf('Plan', { refresh: refresh(['nikos']) }))
    answers['adaptiveCard/action'] = (_, { from }) => answerOf('card.adaptive', cardOf(`For ${from.name}`))
    const seen = await ask()
    await teams.settled()
    expect(teams.person('nikos').reads(seen)).toContain('For Nikos Example')
    expect(teams.person('maria').reads(seen)).toContain('Plan')
    expect(heard.at(-1)?.value).toMatchObject({ action: { verb: 'view' }, trigger: 'automatic' })
  })

  test('is asked for again when it is changed, and when the place is opened anew', async () => {
    let count = 0
    said = message(cardOf('Plan', { refresh: refresh(['nikos']) }))
    answers['adaptiveCard/action'] = () => answerOf('card.adaptive', cardOf(`View ${++count}`))
    const nikos = teams.person('nikos')
    const seen = await ask()
    await teams.settled()
    await nikos.opens(nikos.seen(seen))
    expect(nikos.reads(seen)).toContain('View 2')
    teams.clients.refreshes = false
    await bot.adapter.continueConversationAsync(
      teams.world.app.id,
      {
        conversation: { id: seen.conversation } as never,
        serviceUrl: `${teams.world.address}/connector/`,
        channelId: 'msteams',
      },
      'https://api.botframework.com',
      async (context) => void (await context.updateActivity({ ...message(cardOf('Done')), id: seen.id })),
    )
    expect(nikos.reads(seen)).toContain('Done')
  })
})

describe('thumbs', () => {
  test('say what somebody thinks', async () => {
    said = { type: 'message', text: 'So.', channelData: { feedbackLoop: { type: 'default' } } }
    answers['message/submitAction'] = () => ({ status: 200, body: {} })
    const maria = teams.person('maria')
    const seen = await ask()
    expect(seen.thumbs).toBe('default')
    await maria.rates(seen, 'dislike', 'Another machine')
    expect(heard.at(-1)).toMatchObject({
      name: 'message/submitAction',
      replyToId: seen.id,
      value: {
        actionName: 'feedback',
        actionValue: { reaction: 'dislike', feedback: '{"feedbackText":"Another machine"}' },
      },
    })
  })

  test('may ask with a form of the bot', async () => {
    said = { type: 'message', text: 'So.', channelData: { feedbackLoop: { type: 'custom' } } }
    const form = {
      ...cardOf('Why?'),
      body: [{ type: 'Input.Text', id: 'reason', label: 'Reason' }],
      actions: [{ type: 'Action.Submit', title: 'Send' }],
    }
    const card = { contentType: 'application/vnd.microsoft.card.adaptive', content: form }
    answers['message/fetchTask'] = () => ({
      status: 200,
      body: { task: { type: 'continue', value: { title: 'Feedback', card } } },
    })
    answers['message/submitAction'] = () => ({ status: 200, body: {} })
    await teams.person('maria').rates(await ask(), 'like', 'Good')
    expect(heard.at(-1)?.value).toMatchObject({
      actionValue: { reaction: 'like', feedback: '{"reason":"Good"}' },
    })
  })
})
