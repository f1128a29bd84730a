import type { Health } from '../assistant-api.ts'
import type { AssistantClient } from './assistant.ts'
import type { Platform } from './platform.ts'

export interface HealthParts {
  /** Throws where the ops database does not answer. */
  pingDatabase(): Promise<void>
  assistant: Pick<AssistantClient, 'health'>
  /** The chat platforms that are connected. */
  platforms: Pick<Platform, 'name'>[]
}

/** How the bot is. It serves people for as long as its own database does, whatever the assistant is doing. */
export async function checkHealth({ pingDatabase, assistant, platforms }: HealthParts): Promise<Health> {
  const [database, answering] = await Promise.all([
    pingDatabase().then(
      () => 'ok' as const,
      () => 'down' as const,
    ),
    assistant.health().then(
      ({ status }) => status,
      () => 'down' as const,
    ),
  ])
  const status = database === 'down' ? 'down' : answering === 'ok' ? 'ok' : 'degraded'
  return {
    status,
    dependencies: {
      ops_database: { state: database },
      assistant: { state: answering },
      ...Object.fromEntries(platforms.map(({ name }) => [name, { state: 'ok' as const }])),
    },
  }
}
