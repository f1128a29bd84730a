import { authorization, type TokenFault } from './bot-tokens.ts'
import type { Keys } from './keys.ts'
import type { Activity } from './kit/activity.ts'
import type { World } from './world.ts'

/** Something that was sent to the bot, and what came of it. */
export interface Delivery {
  activity: Activity
  /** 0 where no answer came. */
  status: number
  /** What was answered, read as JSON where it is some. */
  body: unknown
  /** Until the answer, in milliseconds. */
  ms: number
  error?: 'timeout' | 'connection failed'
  isAcknowledged: boolean
}

/** What makes a delivery other than Teams' own. */
export interface Forgery {
  token?: TokenFault
  /** The tenant that the activity says it is from. */
  tenantId?: string
  /** Instead of the activity. */
  body?: string
  /** On top of the others. */
  headers?: Record<string, string>
}

export type Deliver = (activity: Activity, forgery?: Forgery) => Promise<Delivery>

/** How long Teams waits for an answer, in milliseconds. */
export interface Patience {
  messageMs: number
  invokeMs: number
}

interface DeliverParts {
  world: World
  keys: Keys
  addresses: readonly string[]
  patience: Patience
  deliveries: Delivery[]
}

/** Sends activities to the bot, at each of its addresses in turn; nothing is sent again by itself. */
export function deliverer({ world, keys, addresses, patience, deliveries }: DeliverParts): Deliver {
  let sent = 0
  return async (given, forgery = {}) => {
    const activity = forgery.tenantId === undefined ? given : ofTenant(given, forgery.tenantId)
    const address = addresses[sent++ % Math.max(addresses.length, 1)]
    const late = activity.type === 'invoke' ? patience.invokeMs : patience.messageMs
    const bearer = await authorization(world, keys, forgery.token)
    const began = performance.now()
    const answer = await post(address, forgery.body ?? JSON.stringify(activity), late, {
      ...(bearer !== undefined && { authorization: bearer }),
      ...forgery.headers,
    })
    const delivery = { activity, ...answer, ms: performance.now() - began }
    deliveries.push(delivery)
    return delivery
  }
}

async function post(
  address: string | undefined,
  body: string,
  lateMs: number,
  headers: Record<string, string>,
): Promise<Omit<Delivery, 'activity' | 'ms'>> {
  const nothing = { status: 0, body: undefined, isAcknowledged: false }
  if (address === undefined) return { ...nothing, error: 'connection failed' }
  const late = AbortSignal.timeout(lateMs)
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)',
        ...headers,
      },
      body,
      signal: late,
    })
    const text = await response.text()
    return { status: response.status, body: parsed(text), isAcknowledged: response.ok }
  } catch {
    return { ...nothing, error: late.aborted ? 'timeout' : 'connection failed' }
  }
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The same activity, from another tenant. */
function ofTenant(activity: Activity, tenantId: string): Activity {
  return {
    ...activity,
    conversation: { ...activity.conversation, tenantId },
    channelData: { ...activity.channelData, tenant: { id: tenantId } },
  }
}
