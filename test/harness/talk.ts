import { pino } from 'pino'
import { type AssistantClient, assistantClient } from '../../src/bot/assistant.ts'
import { auditReader } from '../../src/bot/audit/store.ts'
import { verifyNewest } from '../../src/bot/audit/verify-newest.ts'
import type { Card } from '../../src/bot/card.ts'
import { startCases } from '../../src/bot/cases/start.ts'
import { createDispatch, type Dispatch, laneOf } from '../../src/bot/dispatch.ts'
import { feedbackStore } from '../../src/bot/feedback/store.ts'
import type { Collaborators } from '../../src/bot/handler.ts'
import { precedence } from '../../src/bot/inbox/precedence.ts'
import { type InboxStore, inboxStore } from '../../src/bot/inbox/store.ts'
import { startInbox } from '../../src/bot/inbox.ts'
import type { Inbound } from '../../src/bot/platform.ts'
import { ticketStore } from '../../src/bot/tickets/store.ts'
import { verifiedStore } from '../../src/bot/verified/store.ts'
import { readConfig } from '../../src/config.ts'
import { isUnreachable } from '../../src/db.ts'
import type { Ways } from '../../src/oncall/ways.ts'
import { newOwner } from '../../src/owner.ts'
import { newTokenKeys } from '../../src/tokens.ts'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { buttonIn, wordsOf } from './bot.ts'
import { eventually } from './eventually.ts'
import { type MemoryPlatform, memoryPlatform, place } from './memory-platform.ts'
import { type RunsHouse, runsHouse } from './runs.ts'

/** The bot's dispatcher with all it works with, on a platform in memory and without any process of its own. */
export interface Talk {
  platform: MemoryPlatform
  assistant: FakeAssistant
  house: RunsHouse
  inbox: InboxStore
  dispatch: Dispatch
  /** By which ways people are paged; a test sets them up. */
  ways: Ways
  /** What its handlers work with. */
  collaborators: Collaborators
  /** What was logged as an error. */
  errors: string[]
  /** How long each message has to wait by the limits, in seconds; empty: not at all. */
  waits: number[]
  /** Whom the limits counted. */
  counted: string[]
  /** Puts something into the intake. @returns its key. */
  send(inbound: Inbound, options?: SendOptions): Promise<string>
  /** Sends it and waits until it is done. @returns its key. */
  settle(inbound: Inbound, options?: SendOptions): Promise<string>
  done(key: string): Promise<void>
  /** Nobody is called about cases any more, and their cards stay as they are. */
  rest(): Promise<void>
  /** Waits for something, while nothing else does. */
  until(isSo: () => boolean): Promise<void>
  /** Presses a button of a post, and waits until that is done. @returns the key of the press. */
  press(postKey: string, action: string, options?: PressOptions): Promise<string>
  /** What a post shows now, in words; undefined where there is none. */
  words(postKey: string): string | undefined
  card(postKey: string): Card
  /** What the assistant was asked, in order. */
  asked(): { message: string; key: string; [field: string]: unknown }[]
  close(): Promise<void>
}

export interface SendOptions {
  by?: string
  thread?: string
  key?: string
}

export interface PressOptions extends SendOptions {
  value?: string
  input?: string
  fields?: Record<string, string>
}

export async function startTalk(): Promise<Talk> {
  const assistant = await startFakeAssistant()
  const house = await runsHouse({ assistantUrl: assistant.url })
  const platform = memoryPlatform()
  const inbox = inboxStore(house.db, newOwner())
  const client: AssistantClient = assistantClient(
    readConfig({ ASSISTANT_URL: assistant.url, TOKEN_PRIVATE_KEY: newTokenKeys().privateKey }),
  )
  const errors: string[] = []
  const log = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) })
  const [waits, counted]: [number[], string[]] = [[], []]
  const ways: Ways = {}
  const cases = startCases({
    stores: house.caseStores,
    platforms: [platform],
    ways,
    summarise: client.summarise,
    people: () => house.people.current,
    runbook: () => house.runbook,
    publicUrl: 'https://bot.example',
    clock: house.clock,
    log,
    isUnreachable,
  })
  const collaborators: Collaborators = {
    people: () => house.people.current,
    runbook: () => house.runbook,
    settingsProblems: () => [],
    assistant: client,
    ...cases,
    feedback: feedbackStore(house.db, house.clock),
    tickets: ticketStore(house.db, { clock: house.clock, areSent: false }),
    verified: verifiedStore(house.db, house.clock),
    findDelivery: inbox.find,
    openQuestions: inbox.openQuestions,
    limits: {
      take: async (personId, where) => {
        counted.push(`${personId} in ${where}`)
        return waits.shift() ?? 0
      },
    },
    runs: house.runs,
    schedules: house.schedules,
    standing: house.standing,
    agent: house.agent,
    audit: {
      deeds: auditReader(house.db).deeds,
      verifyNewest: () => verifyNewest(house.databaseUrl, null),
    },
    secretLinks: null,
    wakeOutbox: () => undefined,
    clock: house.clock,
    log,
  }
  const dispatch = createDispatch([platform], collaborators)
  const worker = await startInbox({
    store: inbox,
    clock: house.clock,
    log,
    isUnreachable,
    ...dispatch,
    ...precedence(),
    isPassing: () => false,
  })
  let sent = 0

  const send: Talk['send'] = async (inbound, { by = 'maria', thread = 'town', key } = {}) => {
    sent += 1
    const delivery = {
      key: key ?? `memory:${sent}`,
      place: place(thread),
      personId: by === '' ? null : by,
      verified: true,
      requestId: `request ${sent}`,
      inbound,
      receivedAt: house.clock.now(),
    }
    await inbox.insert(delivery, laneOf(inbound))
    worker.wake(laneOf(inbound))
    return delivery.key
  }
  const done: Talk['done'] = async (key) => {
    await eventually(async () => {
      const row = await house.db.delivery.findUnique({ where: { deliveryKey: key } })
      return row?.status === 'done' || row?.status === 'failed'
    })
  }
  const settle: Talk['settle'] = async (inbound, options) => {
    const key = await send(inbound, options)
    await done(key)
    return key
  }
  const card: Talk['card'] = (postKey) => {
    const post = platform.posts.get(postKey)
    if (post === undefined) throw new Error(`no post ${postKey}; there are ${[...platform.posts.keys()]}`)
    return post.card
  }
  return {
    platform,
    assistant,
    house,
    ways,
    inbox,
    dispatch,
    collaborators,
    errors,
    waits,
    counted,
    send,
    settle,
    done,
    card,
    rest: cases.stop,
    until: async (isSo) => void (await eventually(isSo)),
    press: async (postKey, action, { value, input, fields, ...options } = {}) =>
      await settle(
        {
          kind: 'click',
          action,
          value: value ?? buttonIn(card(postKey), action)?.value ?? '',
          postKey,
          ...(input !== undefined && { input }),
          ...(fields !== undefined && { fields }),
        },
        options,
      ),
    words: (postKey) => {
      const post = platform.posts.get(postKey)
      return post && wordsOf(post.card)
    },
    asked: () =>
      assistant.calls
        .filter(({ path }) => path === '/api/ai/chat')
        .map(({ body, headers }) => ({ ...JSON.parse(body), key: headers['idempotency-key'] })),
    close: async () => {
      await cases.stop()
      await worker.stop()
      await assistant.stop()
      await house.close()
    },
  }
}
