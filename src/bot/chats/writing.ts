import type { Card } from '../card.ts'

/** A post as somebody wants it shown. */
export interface Wanted {
  key: string
  thread: string
  card: Card
}

/** Posts that are written before people's eyes. */
export interface WrittenPosts {
  /** Shows what is so far; it will soon be replaced. `isAnew`: whatever was begun of it before is over. */
  begin(wanted: Wanted, isAnew: boolean): Promise<void>
  /** Shows it as it stays. */
  finish(wanted: Wanted): Promise<void>
}

/** A message that is changed as a whole is changed this often at most, in milliseconds. */
export const changeEveryMs = 3_000

/** What there is of an answer, or else what is being done. */
export function growing({ blocks }: Card): { text: string | null; note: string } {
  const answer = blocks.find((block) => block.kind === 'answer')
  const note = blocks.find((block) => block.kind === 'note')
  return { text: answer?.text ?? null, note: note?.text ?? '' }
}
