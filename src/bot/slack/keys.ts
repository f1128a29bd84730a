import { slack } from './places.ts'

/** The delivery key of a message: the same in every event that tells of it. */
export const messageKey = (channel: string, ts: string): string => `${slack}:${channel}:${ts}`

/** The key of somebody's start page: a post like others, of which everybody has one. */
export const homeKey = (userId: string): string => `home:${userId}`
