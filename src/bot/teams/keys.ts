import { teams } from './places.ts'

/** The delivery key of a message: the same whatever tells of it. */
export const messageKey = (conversation: string, id: string): string => `${teams}:${conversation}:${id}`
