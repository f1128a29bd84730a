import type { Citation } from '../assistant-api.ts'

/** A message that knows no platform; each platform's renderer turns it into its own form. */
export interface Card {
  /** The first line, repeated as the notification text: `STATE · thing · detail`. Absent on a plain answer. */
  headline?: string
  tone?: Tone
  blocks: Block[]
}

/** With these words the small print of an answer ends that a model wrote. */
export const writtenByModel = 'Written by AI from the manuals'

export type Tone = 'neutral' | 'good' | 'warning' | 'critical'

/** All text is plain: renderers escape it. `[1]` marks point at the card's sources. */
export type Block =
  | { kind: 'text'; text: string }
  /** An answer: plain text with `[1]` marks; lines that begin with "- " or "1. " are lists. */
  | { kind: 'answer'; text: string; streaming?: boolean }
  /** A safety warning quoted from a manual. */
  | { kind: 'warning'; text: string }
  | { kind: 'fields'; fields: { label: string; value: string; tone?: Tone }[] }
  | { kind: 'list'; items: string[] }
  /** With a label it is shown on demand, as it is where it is long. */
  | { kind: 'code'; text: string; label?: string }
  | { kind: 'image'; url: string; alt: string }
  | { kind: 'link'; label: string; url: string }
  | { kind: 'divider' }
  /** The passages an answer stands on, in the order of its marks. */
  | { kind: 'sources'; sources: Citation[] }
  /** Small print. */
  | { kind: 'note'; text: string }
  /** Thumbs for the answer `messageId`; a press is the click `feedback` with a Rating as JSON. */
  | {
      kind: 'feedback'
      messageId: string
      rating?: 'up' | 'down'
      /** The delivery that holds the question: what a better try begins with. */
      questionKey?: string
    }
  | { kind: 'buttons'; buttons: Button[]; more?: Button[] }

export interface Button {
  /** Under 30 characters. */
  label: string
  /** A row of clicks.ts. */
  action: string
  value: string
  style?: 'primary' | 'danger'
  /** What is asked for at the press, before it counts: a reason, a typed confirmation. */
  input?: ButtonInput
}

/** A line of text that a button asks for; it arrives with the click as `input`. */
export interface ButtonInput {
  /** "Why?", under 60 characters. */
  label: string
  /** What the second press says. */
  submit: string
  isRequired: boolean
  /** In characters. */
  maxLength?: number
}

/** What a press of a thumb carries. */
export interface Rating {
  messageId: string
  rating: 'up' | 'down'
  reason?: string
}
