import type { CardElement, Look } from './elements.ts'
import { textElements } from './rich-text.ts'

export const small: Look = { size: 'Small', isSubtle: true }

/** Small print, as it stands. */
export const noteElements = (text: string): CardElement[] => textElements(text, small)
