import { systemClock } from '../../../clock.ts'
import type { Config } from '../../../config.ts'
import { NoToken } from '../api/calls.ts'
import { botConnector, type Connector } from '../api/connector.ts'

/** What the checks work with. */
export interface CheckParts {
  config: Config
  /** Opened once for all checks, with a token. @throws where none can be had. */
  connection(): Promise<Connector>
  /** Where Teams was heard from last; null where it never was. */
  heardFrom(): Promise<string | null>
}

/** Gets a token. @throws NoToken, or UserError where the settings are there by half. */
export async function openConnection(config: Config): Promise<Connector> {
  // Microsoft's libraries take their time to load: only where Teams is set up.
  const { botCredentials } = await import('../api/credentials.ts')
  const credentials = botCredentials(config, systemClock)
  // Not one that was kept: whether Entra gives one now.
  await credentials?.getToken(true).catch((error: unknown) => {
    throw new NoToken(error)
  })
  return botConnector(credentials)
}
