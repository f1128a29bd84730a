import { actVerbs } from '../../../agent-api.ts'
import type { BatchedKind } from '../kinds.ts'
import { serviceState } from '../parts.ts'

/** Writes both databases and the settings into a folder. One that was interrupted leaves nothing that counts. */
export const createBackup: BatchedKind<object, { backup?: string; digest?: string }> = {
  command: () => 'agent create_backup',
  start: {},
  next: async (_, { backup }) => (backup === undefined ? { verb: 'create_backup', request: {} } : null),
  after(_, result) {
    const { backup, manifest_digest: digest } = actVerbs.create_backup.response.parse(result)
    return { backup, digest }
  },
  told: (_, { backup = 'Nothing' }) => `${backup} is written.`,
  noted: ({ backup, digest }) =>
    backup === undefined || digest === undefined ? {} : { fullBackup: backup, fullBackupDigest: digest },
}

/** Restores it into databases made for it, and compares. */
export const proveBackup: BatchedKind<{ backup: string }, { proved?: string }> = {
  command: ({ backup }) => `agent prove_backup ${backup}`,
  start: {},
  next: async ({ backup }, { proved }) =>
    proved === undefined
      ? { verb: 'prove_backup', request: actVerbs.prove_backup.request.parse({ backup }) }
      : null,
  after: (_, result) => ({ proved: actVerbs.prove_backup.response.parse(result).proved_at }),
  told: ({ backup }) => `${backup} was restored and holds what was written.`,
}

interface Restored {
  /** Null before it. */
  untouched: boolean | null
}

const assistant = { service: 'ai_assistant' }

/**
 * Makes the assistant's database what it was then, while nobody works in it: whoever started the assistant meanwhile
 * (an agent that was killed does) has it stopped again. Where no backup is known, nothing was begun that it could undo.
 */
export const restoreBackup: BatchedKind<{ backup: string; manifest_digest: string }, Restored> = {
  command: ({ backup }) => `agent restore_backup ${backup}`,
  start: { untouched: null },
  async next({ backup, manifest_digest }, { untouched }, _, parts) {
    if (backup === '' || untouched !== null) return null
    const { state } = await serviceState(assistant.service, parts)
    if (state !== 'stopped') return { verb: 'stop', request: assistant }
    return {
      verb: 'restore_backup',
      request: actVerbs.restore_backup.request.parse({ backup, manifest_digest }),
    }
  },
  after: (so, result) => {
    const restored = actVerbs.restore_backup.response.safeParse(result)
    return restored.success ? { untouched: restored.data.untouched } : so
  },
  told({ backup }, { untouched }) {
    if (backup === '') return 'Nothing had been changed.'
    if (untouched === null) return 'Nothing was restored.'
    return untouched
      ? `The database is what ${backup} holds: nothing had to be changed.`
      : `${backup} was restored and compared with its manifest.`
  },
}

/** Removes those that are too many, as runbook.yml says. */
export const pruneBackups: BatchedKind<object, { kept?: number; removed?: number }> = {
  command: () => 'agent prune_backups, as many kept as config/runbook.yml says',
  start: {},
  async next(_, { kept }, __, { runbook, backupsWanted }) {
    if (kept !== undefined) return null
    const spare = (await backupsWanted?.()) ?? []
    return { verb: 'prune_backups', request: { keep: runbook().backups.keep, spare } }
  },
  after(_, result) {
    const { kept, removed } = actVerbs.prune_backups.response.parse(result)
    return { kept: kept.length, removed: removed.length }
  },
  told: (_, { kept = 0, removed = 0 }) => `${kept} kept, ${removed} removed.`,
}
