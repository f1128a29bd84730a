import { actVerbs } from '../../../agent-api.ts'
import { UserError } from '../../../errors.ts'
import { changesIn } from '../../parameters/changes.ts'
import type { ActKind } from '../kinds.ts'
import type { StepParts } from '../parts.ts'

/** Copies the settings file, then writes it; the copy is noted. */
export const writeSettings: ActKind<{ changes: string; file_digest: string }> = {
  command: ({ changes }) => `agent write_settings ${changesIn(changes).map(assignment).join(' ')}`,
  call: async ({ changes, file_digest }) => ({
    verb: 'write_settings',
    request: { file_digest, changes: changesIn(changes) },
  }),
  noted: (result) => ({ backup: actVerbs.write_settings.response.parse(result).backup }),
  shows: async ({ file_digest: before }, _, parts) => {
    const { file, file_digest: now } = await parts.agent.read('settings', {}, parts.signal)
    return now === before
      ? `${file} is what it was, so it was not done.`
      : `${file} is another than before, so it may have been done.`
  },
}

/** Puts the copy back that a step before noted. Where none is known, the file must be what it was. */
export const restoreSettings: ActKind<{ backup: string; file_digest: string }> = {
  command: ({ backup }) => `agent restore_settings ${backup}`,
  call: async ({ backup, file_digest: before }, parts) => {
    if (backup !== '') return { verb: 'restore_settings', request: { backup } }
    return await unwritten(before, parts)
  },
  shows: async ({ file_digest: before }, _, parts) => {
    const { file, file_digest: now } = await parts.agent.read('settings', {}, parts.signal)
    return now === before
      ? `${file} is what it was before the run.`
      : `${file} is not what it was before the run.`
  },
}

async function unwritten(before: string, { agent, signal }: StepParts) {
  const { file, file_digest: now } = await agent.read('settings', {}, signal)
  if (now === before) return { alreadySo: `${file} is what it was: nothing had been written.` }
  throw new UserError('no_backup', `It is not known which backup of ${file} is the one from before.`, {
    action: `Compare ${file} with its newest backup, and put that back by hand.`,
  })
}

/** A secret is written as the word for it. */
const assignment = (change: ReturnType<typeof changesIn>[number]): string => {
  if ('staged' in change) return `${change.name}=[secret]`
  return change.value === null ? `${change.name}=` : `${change.name}=${change.value}`
}
