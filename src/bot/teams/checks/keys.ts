import { z } from 'zod'
import type { Config } from '../../../config.ts'
import { type Finding, failed, ok } from '../../../finding.ts'

const describedSchema = z.object({ jwks_uri: z.url() })
const keysSchema = z.object({ keys: z.array(z.unknown()).min(1) })
/** How long both answers may take, in milliseconds. */
const patienceMs = 4_000

/** Whether the keys can be read with which Teams signs: without them nothing that it sends is believed. */
export async function keysFinding({ TEAMS_OPENID_URL: url }: Config): Promise<Finding> {
  const signal = AbortSignal.timeout(patienceMs)
  try {
    const { jwks_uri: address } = describedSchema.parse(await read(url, signal))
    const { keys } = keysSchema.parse(await read(address, signal))
    return ok(`${keys.length === 1 ? 'one key' : `${keys.length} keys`} of Teams can be read.`)
  } catch {
    return failed(
      `the keys of Teams cannot be read at ${url}.`,
      'Open the way from this machine to there, or correct TEAMS_OPENID_URL.',
    )
  }
}

async function read(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal })
  return response.ok ? await response.json() : undefined
}
