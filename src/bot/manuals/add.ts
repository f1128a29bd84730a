import { isDeepStrictEqual } from 'node:util'
import { later } from '../../clock.ts'
import { UserError } from '../../errors.ts'
import { waited } from '../asking.ts'
import { isAway } from '../assistant/refusal.ts'
import type { Card } from '../card.ts'
import { withoutButton } from '../cards/change.ts'
import {
  documentIn,
  failedManualCard,
  knownManualCard,
  manualCard,
  sendingManualCard,
  waitingManualCard,
} from '../cards/manual.ts'
import type { Press, Request } from '../handler.ts'
import type { Outcome } from '../inbox.ts'
import type { Post, SentFile } from '../platform.ts'
import { manualFields } from './fields.ts'
import { documentNow, documentOf, uploadManual } from './upload.ts'

/** How often to look how far the reading is, and while the service is away, in milliseconds. */
const lookMs = 3_000
/** How long the service may be away: before it has the file, and while it reads it. */
const sendMinutes = 10
const readMinutes = 60

/**
 * Adds a file that was sent to the knowledge base, and tells in one post how far its reading is. The post also
 * keeps which document it became, so that a repeat goes on where the first stopped.
 */
export async function addManual(press: Press, request: Request): Promise<Outcome | undefined> {
  const { platform, delivery } = request
  const file = await fileOf(press, request)
  const fields = manualFields(file, press)
  // A private reply cannot be changed for as long as a manual takes.
  const place = platform.sharesTo(delivery.place) ?? delivery.place
  const post: Post = { ...place, key: press.value.replace(' ', ':manual:') }
  const shown = await platform.read(post)
  try {
    const known = shown === null ? undefined : documentIn(shown)
    if (known !== undefined) return await follow(known, post, request)
    await show(sendingManualCard(file.name), post, request)
    await withdrawOffer(press, request)
    const id = await upload()
    if (id !== null) return await follow(id, post, request)
    await show(knownManualCard(file.name), post, request)
  } catch (error) {
    if (request.signal.aborted || !(error instanceof UserError)) throw error
    return await afterRefusal(error, file, post, request)
  }
  return undefined

  async function upload(): Promise<string | null> {
    // A process that ended may have sent it, and not have said so.
    const before = request.isResumed ? await documentOf(file, request) : null
    if (before !== null) return before.document_id
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

/** Shows how far a document is, until it is ready or failed. */
async function follow(id: string, post: Post, request: Request): Promise<Outcome | undefined> {
  const document = await documentNow(id, request)
  if (document === null) {
    throw new UserError('no_document', 'The manual was deleted.', { action: 'Send it again to add it.' })
  }
  await show(manualCard(document), post, request)
  const isOver = document.status === 'ready' || document.status === 'failed'
  return isOver ? undefined : lookAgain(request)
}

async function afterRefusal(
  error: UserError,
  file: SentFile,
  post: Post,
  request: Request,
): Promise<Outcome | undefined> {
  const shown = await request.platform.read(post)
  const isBeingRead = shown !== null && documentIn(shown) !== undefined
  const minutes = isBeingRead ? readMinutes : sendMinutes
  if (!isAway(error) || waited(request) >= minutes * 60_000) {
    const why = [error.message, error.action].filter(Boolean).join(' ')
    await show(failedManualCard(file.name, why), post, request)
    return undefined
  }
  // What is being read stays on the card, which says which document it is.
  if (!isBeingRead) await show(waitingManualCard(file.name), post, request)
  return lookAgain(request)
}

function lookAgain({ with: { clock } }: Request): Outcome {
  return { state: 'waiting', dueAt: later(clock.now(), lookMs) }
}

async function show(card: Card, post: Post, { platform }: Request): Promise<void> {
  if (!isDeepStrictEqual(await platform.read(post), card)) await platform.post(post, post.key, card)
}

async function withdrawOffer({ post, action, value }: Press, { platform }: Request): Promise<void> {
  const offer = await platform.read(post)
  if (offer !== null) await platform.update(post, withoutButton(offer, action, value))
}
