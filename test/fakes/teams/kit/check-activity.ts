import { refuse } from '../refusal.ts'
import { type Activity, type Attachment, readActivity } from './activity.ts'
import type { Card } from './card.ts'
import { checkCard } from './check-card.ts'
import { checkEntities } from './entities.ts'

export const cardType = 'application/vnd.microsoft.card.adaptive'

const known = new Set([
  cardType,
  'application/vnd.microsoft.card.hero',
  'application/vnd.microsoft.card.thumbnail',
  'application/vnd.microsoft.card.list',
  'application/vnd.microsoft.card.signin',
  'application/vnd.microsoft.card.oauth',
  'application/vnd.microsoft.teams.card.o365connector',
  'application/vnd.microsoft.teams.card.file.consent',
  'application/vnd.microsoft.teams.card.file.info',
  'image/png',
  'image/jpeg',
  'image/gif',
])

/** A message of the bot's as Teams takes it. @throws TeamsRefusal 400 where it does not. */
export function checkMessage(value: unknown): Activity {
  const activity = readActivity(value)
  const { type, text = '', attachments = [], entities = [] } = activity
  if (type !== 'message') refuse(400, 'BadSyntax', `Unknown activity type: ${type}`)
  if (text === '' && attachments.length === 0)
    refuse(400, 'BadSyntax', 'Activity must include non empty text or an attachment.')
  for (const attachment of attachments) checkAttachment(attachment)
  checkEntities(entities, allText(activity))
  return activity
}

function checkAttachment({ contentType, content, contentUrl }: Attachment): void {
  if (!known.has(contentType)) refuse(400, 'BadSyntax', `Unknown attachment type: ${contentType}`)
  if (contentType === cardType) checkCard(content)
  else if (contentType.startsWith('image/') && contentUrl === undefined)
    refuse(400, 'BadSyntax', 'Attachment has no content url.')
}

/** In a card a mention may stand too. */
function allText({ text = '', attachments = [] }: Activity): string {
  return [text, ...attachments.map(({ content }) => JSON.stringify(content) ?? '')].join('\n')
}

/** The cards of a message that was taken. */
export function cardsOf(attachments: Attachment[]): Card[] {
  return attachments.flatMap(({ contentType, content }) =>
    contentType === cardType ? [content as Card] : [],
  )
}
