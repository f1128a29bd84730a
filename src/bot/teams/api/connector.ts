import { z } from 'zod'
import { NoToken, TeamsRefusal, TeamsSilent } from './calls.ts'
import type { BotCredentials } from './credentials.ts'

/** What is sent: an activity, or what makes a conversation. */
export type Body = Record<string, unknown>

/**
 * What Teams takes from a bot: the Bot Connector's REST interface. botbuilder's own client repeats what it sends where
 * no answer came, and cannot be told not to: people would read things twice.
 */
export interface Connector {
  /** @returns the id of what was sent; undefined where Teams does not tell. */
  send(at: Address, activity: Body): Promise<string | undefined>
  update(at: Address, id: string, activity: Body): Promise<void>
  remove(at: Address, id: string): Promise<void>
  /** Begins a conversation, or finds the one there is. */
  create(serviceUrl: string, conversation: Body): Promise<{ id: string; activityId?: string | undefined }>
  /** A member of a conversation; null for whom it does not have. */
  member(at: Address, id: string): Promise<Member | null>
  /** Who is in a conversation; of a very large one its first members. */
  members(at: Address): Promise<Listed[]>
  /** Whether the bot is in a conversation. */
  isIn(at: Address): Promise<boolean>
  /** Gets a token. @throws NoToken */
  checkToken(): Promise<void>
}

/** Where a conversation is reached. */
export interface Address {
  serviceUrl: string
  conversation: string
}

const sentSchema = z.object({ id: z.string().optional() })
const createdSchema = z.object({ id: z.string(), activityId: z.string().optional() })
const memberSchema = z.object({
  name: z.string().nullish(),
  aadObjectId: z.string().nullish(),
  objectId: z.string().nullish(),
  tenantId: z.string().nullish(),
  userRole: z.string().nullish(),
})
export type Member = z.infer<typeof memberSchema>
const listedSchema = memberSchema.extend({ id: z.string() })
/** A member as a list has them: with what Teams calls them. */
export type Listed = z.infer<typeof listedSchema>
const pageSchema = z.object({ members: z.array(listedSchema), continuationToken: z.string().nullish() })
const refusalSchema = z.object({
  error: z.object({ code: z.string().default(''), message: z.string().default('') }),
})

/** How long Teams may take to answer, in milliseconds. */
const patienceMs = 15_000

/** So many members are read of a conversation, in so many pages at most (learn.microsoft.com: 500 a page). */
const pageSize = 500
const mostPages = 4

/** Speaks to the Bot Connector; without credentials as nobody. */
export function botConnector(credentials: BotCredentials | null): Connector {
  async function token(isFresh = false): Promise<string | null> {
    try {
      return (await credentials?.getToken(isFresh)) ?? null
    } catch (error) {
      throw new NoToken(error)
    }
  }

  async function call(method: string, url: string, body?: Body): Promise<unknown> {
    const response = await ask(method, url, body, await token())
    // A token can be withdrawn before it runs out.
    if (response.status === 401 && credentials !== null)
      return await answerOf(await ask(method, url, body, await token(true)))
    return await answerOf(response)
  }

  return {
    send: async (at, activity) => sentSchema.parse(await call('POST', activitiesOf(at), activity)).id,
    update: async (at, id, activity) => void (await call('PUT', activityOf(at, id), activity)),
    remove: async (at, id) => void (await call('DELETE', activityOf(at, id))),
    create: async (serviceUrl, conversation) =>
      createdSchema.parse(await call('POST', under(serviceUrl, 'v3/conversations'), conversation)),
    member: (at, id) =>
      orNothing(async () =>
        memberSchema.parse(await call('GET', under(membersOf(at), encodeURIComponent(id)))),
      ),
    members: async (at) => {
      const found: Listed[] = []
      let next: string | null | undefined
      for (let page = 0; page < mostPages && next !== null; page += 1) {
        const url = `${pagesOf(at)}?pageSize=${pageSize}${next ? `&continuationToken=${encodeURIComponent(next)}` : ''}`
        const { members, continuationToken } = pageSchema.parse(await call('GET', url))
        found.push(...members)
        next = continuationToken || null
      }
      return found
    },
    isIn: async (at) => (await orNothing(() => call('GET', membersOf(at)))) !== null,
    checkToken: async () => void (await token()),
  }
}

const under = (base: string, path: string): string => `${base.replace(/\/$/, '')}/${path}`
const placeOf = ({ serviceUrl, conversation }: Address): string =>
  under(serviceUrl, `v3/conversations/${encodeURIComponent(conversation)}`)
const activitiesOf = (at: Address): string => `${placeOf(at)}/activities`
const activityOf = (at: Address, id: string): string => `${activitiesOf(at)}/${encodeURIComponent(id)}`
const membersOf = (at: Address): string => `${placeOf(at)}/members`
const pagesOf = (at: Address): string => `${placeOf(at)}/pagedmembers`

async function ask(
  method: string,
  url: string,
  body: Body | undefined,
  token: string | null,
): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patienceMs),
      redirect: 'error',
    })
  } catch (error) {
    throw new TeamsSilent(error)
  }
}

/** @throws TeamsRefusal where it is none. */
async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text().catch((error: unknown) => {
    throw new TeamsSilent(error)
  })
  if (response.ok) return json(text) ?? {}
  const { code, message } = refusalSchema.safeParse(json(text)).data?.error ?? { code: '', message: '' }
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  throw new TeamsRefusal(response.status, code, message, Number.isFinite(seconds) ? seconds * 1_000 : null)
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @returns null where Teams does not know it, or says that it is none of the bot's business. */
async function orNothing<Result>(work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TeamsRefusal && [403, 404].includes(error.status)) return null
    throw error
  }
}
