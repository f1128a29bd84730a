import { setTimeout as sleep } from 'node:timers/promises'
import type { ServiceState } from '../../agent-api.ts'
import type { Clock } from '../../clock.ts'
import { UserError } from '../../errors.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import type { AgentCalls } from '../agent.ts'
import type { AssistantCalls } from '../assistant.ts'
import type { MirroredRecords } from '../mirrored-records.ts'
import type { OpenCases } from '../open-cases.ts'
import type { Reports } from '../reports.ts'
import type { StepEnding } from '../run.ts'

/** What a step is done with. */
export interface StepParts {
  agent: AgentCalls
  assistant: AssistantCalls
  reports: Reports
  cases: OpenCases
  records: MirroredRecords
  runbook(): RunbookSettings
  clock: Clock
  timeText(at: string): string
  /** Aborted when this process must let go of the run: the step is then left as it is. */
  signal: AbortSignal
  /** Tells people how far a step has got; absent where nobody is told. */
  tell?(progress: string): Promise<void>
  /** The backups that a restore goes back to, or would; absent where none is removed. */
  backupsWanted?(): Promise<string[]>
  /** Whether somebody wants the run to end here; absent where nobody can. */
  isToStop?(): Promise<boolean>
}

/** How often to look again, in milliseconds. */
export const lookEveryMs = 400

export const pause = (signal: AbortSignal, ms = lookEveryMs) => sleep(ms, undefined, { signal })

/** An ending without proof or output. */
export const ending = (outcome: StepEnding['outcome'], detail: string): StepEnding => ({
  outcome,
  detail,
  evidence: [],
  output: [],
})

/** Whether the agent merely does not answer now, as while it is restarted; a fault of its own says as little. */
export const isAway = (error: unknown): error is UserError =>
  error instanceof UserError && (error.code === 'agent_away' || error.status >= 500)

/**
 * Asks until the agent answers or the time is over.
 * @returns null when it was over.
 */
export async function patiently<Answer>(
  ask: () => Promise<Answer>,
  deadline: number,
  { clock, signal }: StepParts,
): Promise<{ answer: Answer } | null> {
  for (;;) {
    signal.throwIfAborted()
    try {
      return { answer: await ask() }
    } catch (error) {
      signal.throwIfAborted()
      if (!isAway(error)) throw error
    }
    if (clock.now().getTime() >= deadline) return null
    await pause(signal)
  }
}

/** A service among those that the agent lists. */
export async function serviceState(service: string, { agent, signal }: StepParts): Promise<ServiceState> {
  const { services } = await agent.read('ps', {}, signal)
  const found = services.find((one) => one.service === service)
  if (found !== undefined) return found
  throw new UserError('unknown_service', `The agent no longer lists ${service}.`, { status: 404 })
}
