import { isDeepStrictEqual } from 'node:util'
import { later } from '../../clock.ts'
import { UserError } from '../../errors.ts'
import { waited } from '../asking.ts'
import { isAway } from '../assistant/refusal.ts'
import type { Card } from '../card.ts'
import { withoutButton } from '../cards/change.ts'
import { knownManualCard, refusedManualCard, sendingManualCard, waitingManualCard } from '../cards/manual.ts'
import type { Press, Request } from '../handler.ts'
import type { Outcome } from '../inbox.ts'
import type { Post, SentFile } from '../platform.ts'
import { actorOf } from '../runs/actor.ts'
import { manualFields, wordsOf } from './fields.ts'
import { followManual } from './follow.ts'
import { documentOf, uploadManual } from './upload.ts'

/** How often to try while the service is away, in milliseconds, and for how many minutes. */
const lookMs = 3_000
const sendMinutes = 10

/**
 * Adds a file that was sent to the knowledge base. One post tells how far it is; once the assistant has the file,
 * the post is the card of the run that follows the manual and proves it. The form was its confirmation.
 */
export async function addManual(press: Press, request: Request): Promise<Outcome | undefined> {
  const { platform, delivery, with: facts } = request
  const file = await fileOf(press, request)
  const [fields, words] = [manualFields(file, press), wordsOf(press)]
  // A private reply cannot be changed for as long as a manual takes.
  const place = platform.sharesTo(delivery.place) ?? delivery.place
  const post: Post = { ...place, key: press.value.replace(' ', ':manual:') }
  try {
    const id = (await sentBefore()) ?? (await send())
    if (id === null) {
      await show(knownManualCard(file.name), post, request)
      return undefined
    }
    const wanted = { document: id, words, key: delivery.key, place, card: post.key }
    await followManual(wanted, actorOf(request), facts.runs)
  } catch (error) {
    if (request.signal.aborted || !(error instanceof UserError)) throw error
    return await afterRefusal(error, file, post, request)
  }
  return undefined

  /** A process that ended may have sent it, and not have said so: then the post may be a run's card already. */
  async function sentBefore(): Promise<string | undefined> {
    return request.isResumed ? (await documentOf(file, request))?.document_id : undefined
  }

  async function send(): Promise<string | null> {
    await show(sendingManualCard(file.name), post, request)
    await withdrawOffer(press, request)
    const content = await downloaded(file, request)
    return await uploadManual({ file, content, fields }, request)
  }
}

async function fileOf({ value }: Press, { with: { findDelivery } }: Request): Promise<SentFile> {
  const [key = '', index = ''] = value.split(' ')
  const inbound = (await findDelivery(key))?.inbound
  const file = inbound?.kind === 'files' ? inbound.files[Number(index)] : undefined
  if (file !== undefined) return file
  throw new UserError('no_file', 'This file is no longer kept.', { action: 'Send it again.' })
}

async function downloaded(
  file: SentFile,
  { platform, signal }: Request,
): Promise<ReadableStream<Uint8Array>> {
  if (platform.download === undefined) throw new Error(`${platform.name} hands out no files`)
  return await platform.download(file, signal)
}

async function afterRefusal(
  error: UserError,
  file: SentFile,
  post: Post,
  request: Request,
): Promise<Outcome | undefined> {
  if (!isAway(error) || waited(request) >= sendMinutes * 60_000) {
    const why = [error.message, error.action].filter(Boolean).join(' ')
    await show(refusedManualCard(file.name, why), post, request)
    return undefined
  }
  await show(waitingManualCard(file.name), post, request)
  return { state: 'waiting', dueAt: later(request.with.clock.now(), lookMs) }
}

async function show(card: Card, post: Post, { platform }: Request): Promise<void> {
  if (!isDeepStrictEqual(await platform.read(post), card)) await platform.post(post, post.key, card)
}

async function withdrawOffer({ post, action, value }: Press, { platform }: Request): Promise<void> {
  const offer = await platform.read(post)
  if (offer !== null) await platform.update(post, withoutButton(offer, action, value))
}
