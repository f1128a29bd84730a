import { join } from 'node:path'
import { openConfigFile, type Snapshots } from '../config-file.ts'
import type { Logger } from '../log.ts'
import { contradictions } from '../oncall/duty.ts'
import { type People, peopleFileSchema, peopleOf } from '../people.ts'
import type { RunbookSettings } from '../runbook-settings.ts'
import { checkedRunbookSchema } from '../sops/schedules/checked.ts'

/** The settings files as they are in force. */
export interface Settings {
  people(): People
  runbook(): RunbookSettings
  /** What is wrong with the files, as sentences. */
  settingsProblems(): string[]
  close(): Promise<void>
}

/**
 * Opens people.yml and runbook.yml and follows their changes.
 * @throws UserError when one is not valid and never was.
 */
export async function openSettings(folder: string, snapshots: Snapshots, log: Logger): Promise<Settings> {
  const people = await openConfigFile({
    path: join(folder, 'people.yml'),
    schema: peopleFileSchema.transform(peopleOf),
    snapshots,
    log,
  })
  const runbook = await openConfigFile({
    path: join(folder, 'runbook.yml'),
    schema: checkedRunbookSchema,
    snapshots,
    log,
  }).catch(async (error: unknown) => {
    await people.close()
    throw error
  })
  return {
    people: people.current,
    runbook: runbook.current,
    settingsProblems: () => [
      ...[people.problem(), runbook.problem()].filter((problem) => problem !== null),
      ...contradictions(runbook.current(), people.current()),
    ],
    close: async () => {
      await Promise.all([people.close(), runbook.close()])
    },
  }
}
