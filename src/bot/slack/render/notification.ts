import type { Card } from '../../card.ts'
import { firstWords } from '../../render/first-words.ts'
import { literal } from './escape.ts'

/** What is read of a card where it is not drawn. */
export const notificationOf = (card: Card): string => literal(firstWords(card))
