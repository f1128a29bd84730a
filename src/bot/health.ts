import type { Health } from '../assistant-api.ts'
import type { AssistantClient } from './assistant.ts'
import type { Platform } from './platform.ts'

export interface HealthParts {
  /** Throws where the ops database does not answer. */
  pingDatabase(): Promise<void>
  assistant: Pick<AssistantClient, 'health'>
  /** The chat platforms that are set up. */
  platforms: Pick<Platform, 'name' | 'isConnected'>[]
  /** Those that are not, by name. */
  off: string[]
  /** Why heads of the audit are not kept; empty where they are. */
  auditFaults(): string[]
}

/** How the bot is. It serves people for as long as its own database does, whatever the assistant is doing. */
export async function checkHealth(parts: HealthParts): Promise<Health> {
  const { pingDatabase, assistant, platforms, off } = parts
  const faults = parts.auditFaults()
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
  const isWhole =
    answering === 'ok' && faults.length === 0 && platforms.every(({ isConnected }) => isConnected())
  const status = database === 'down' ? 'down' : isWhole ? 'ok' : 'degraded'
  const states = platforms.map(({ name, isConnected }) => [name, { state: isConnected() ? 'ok' : 'down' }])
  return {
    status,
    dependencies: {
      ops_database: { state: database },
      assistant: { state: answering },
      audit_heads: faults.length === 0 ? { state: 'ok' } : { state: 'degraded', detail: faults.join('; ') },
      ...Object.fromEntries(states),
      ...Object.fromEntries(off.map((name) => [name, { state: 'off' as const }])),
    },
  }
}
