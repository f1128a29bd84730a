import { later } from '../../clock.ts'
import type { Case } from '../../oncall/case.ts'
import type { CaseMessages } from '../../oncall/messages-store.ts'
import type { CaseStore } from '../../oncall/store.ts'
import { type OutageParts, throughOutages } from '../../outage.ts'
import { startWorker, type Worker } from '../../worker.ts'
import { caseCard, caseNewsCard, caseRoomCard, threadCard } from '../cards/case.ts'
import { closedPageCard, offersTaking } from '../cards/page.ts'
import { inTurn } from '../chats/in-turn.ts'
import type { Platform } from '../platform.ts'
import { askerPlace } from './asker-place.ts'
import { relay } from './relay.ts'
import { roomOf, type ViewFacts, viewOf, withoutContacts } from './view.ts'

export interface ShowCaseParts extends Omit<ViewFacts, 'cases'> {
  cases: CaseStore
  messages: CaseMessages
}

/** How often to look for what others changed, in milliseconds; a change here wakes the worker. */
const restMs = 1_000
/** After a fault a case's cards are left alone for so long. */
const faultRestMs = 10_000
const atOnce = 20

/** Keeps the cards of cases true, and passes on what is said about them. */
export function startShowingCases(options: ShowCaseParts & OutageParts): Worker {
  const { cases, messages, clock, log } = options
  const resting = { cards: new Map<number, Date>(), words: new Map<number, Date>() }

  /** What failed is left alone for a while, and the others go on. */
  async function attempt(of: Map<number, Date>, number: number, work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      if (options.isUnreachable(error)) throw error
      of.set(number, later(clock.now(), faultRestMs))
      const isPassing = options.platforms.some((platform) => platform.isPassing?.(error))
      log[isPassing ? 'warn' : 'error']({ err: error, case: number }, 'a case could not be shown')
      return false
    }
  }

  const restingIn = (of: Map<number, Date>): number[] => {
    for (const [number, until] of of) if (until <= clock.now()) of.delete(number)
    return [...of.keys()]
  }

  const step = async () => {
    const { cards, words } = resting
    let didSomething = false
    for (const one of await cases.unshown(atOnce, restingIn(cards))) {
      didSomething = (await attempt(cards, one.number, () => showCase(one, options))) || didSomething
    }
    for (const said of await messages.unrelayed(atOnce, restingIn(words))) {
      const pass = () => relay(said, { ...options, showCase: (one) => showCase(one, options) })
      didSomething = (await attempt(words, said.caseNumber, pass)) || didSomething
    }
    return didSomething
  }
  return startWorker({ name: 'cards of cases', log, restMs, step: throughOutages(step, options) })
}

/** Shows a case as it is: to those on call, in its thread, and to the asker. */
export async function showCase(one: Case, parts: ShowCaseParts): Promise<void> {
  const shown = await Promise.allSettled([
    showInRoom(one, parts),
    showToAsker(one, parts),
    closePages(one, parts),
  ])
  const failed = shown.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  await parts.cases.shown(one.number, one.version)
  // Another copy may have shown something older meanwhile.
  const newest = await parts.cases.find(one.number)
  if (newest !== null && newest.version > one.version) await showCase(newest, parts)
}

async function showInRoom(one: Case, parts: ShowCaseParts): Promise<void> {
  const room = roomOf(parts.platforms)
  if (room === null) return
  const { platform, place } = room
  const view = await viewOf(one, parts)
  const post = await platform.post(place, `case:${one.number}`, caseRoomCard(one, view))
  const thread = one.room ?? (await platform.threadOf?.(post)) ?? null
  if (thread === null) return
  await parts.cases.settle(one.number, thread)
  await postOnce(platform, thread, `case:${one.number}:thread`, () => threadCard(one, view))
  for (const event of await parts.eventsOf(one.number)) {
    const news = caseNewsCard(one, event, view)
    if (news !== null) await postOnce(platform, thread, `case:${one.number}:${event.position}`, () => news)
  }
}

/** What only one person sees is not replaced: they hear what is new where it lasts. */
async function showToAsker(one: Case, parts: ShowCaseParts): Promise<void> {
  const asker = askerPlace(one, parts)
  if (asker === null) return
  const { platform, place, isPrivate } = asker
  const view = await viewOf(one, parts)
  // Where others read too, nobody's address is told.
  const card = caseCard(one, platform.isPrivate || isPrivate ? view : withoutContacts(view))
  const key = `${one.sourceKey}:case`
  if (!isPrivate) await platform.post(one.place, key, card)
  else {
    await postOnce(platform, one.place, key, () => card)
    if (one.status === 'resolved') await postOnce(platform, place, `${key}:resolved`, () => card)
  }
}

/** Whoever was called by a direct message sees there who has it, and no button that is late. */
async function closePages(one: Case, parts: ShowCaseParts): Promise<void> {
  if (one.status === 'open') return
  const pages = (await parts.pages.of(one.number)).filter(({ way }) => way === 'direct')
  const view = await viewOf(one, parts)
  for (const { key, personId } of pages) {
    const person = parts.people().byId(personId)
    for (const platform of person === undefined ? [] : parts.platforms) {
      const place = person && platform.directPlace?.(person)
      const card = place ? await platform.read({ ...place, key }) : null
      if (place && card !== null && offersTaking(card)) {
        await platform.update({ ...place, key }, closedPageCard(card, one, view))
      }
    }
  }
}

/** Whoever opens a case shows it, and so does the worker, at the same time. */
const turn = inTurn()

async function postOnce(
  platform: Platform,
  place: Case['place'],
  key: string,
  card: () => Parameters<Platform['post']>[2],
): Promise<void> {
  await turn(`${platform.name} ${key}`, async () => {
    if ((await platform.read({ ...place, key })) === null) await platform.post(place, key, card())
  })
}
