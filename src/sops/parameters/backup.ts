import { fullBackupSchema, type ListedBackup } from '../../agent-api.ts'
import { UserError } from '../../errors.ts'
import { isProved } from '../backups/newest-proved.ts'
import { holdingText } from '../backups/words.ts'
import type { Parameter } from '../sop.ts'
import type { ParameterKind } from './kind.ts'

/** The name of a backup that can be restored: proved, and unchanged since. */
export const backup: ParameterKind<Extract<Parameter, { kind: 'backup' }>> = {
  check: nameIn,
  async lookUp(text, { agent, dayText }) {
    const wanted = nameIn(text)
    const { backups } = await agent.read('backups', {})
    const { made_at, manifest_digest, proof, ...found } = usable(
      wanted,
      backups.find((one) => one.backup === wanted),
    )
    const made = dayText(made_at)
    return {
      found: { backup_name: wanted, manifest_digest, made },
      lines: [
        { label: 'Backup', value: wanted },
        { label: 'Made', value: made },
        { label: 'Holds', value: holdingText(found) },
        { label: 'Proved', value: `restored and compared ${dayText(proof.at)}` },
      ],
    }
  },
}

type Usable = ListedBackup & { made_at: string; manifest_digest: string; proof: { at: string } }

function usable(name: string, found: ListedBackup | undefined): Usable {
  if (found === undefined) throw refused(`There is no backup ${name}.`, 404)
  const { made_at, manifest_digest, proof, unusable } = found
  if (unusable !== null) throw refused(`${name} cannot be used: ${unusable}`)
  if (proof?.outcome === 'failed') throw refused(`${name} failed its proof: ${proof.detail}`)
  if (!isProved(found) || proof === null || made_at === null || manifest_digest === null)
    throw refused(`${name} was not proved: nobody knows whether it can be restored.`)
  return { ...found, made_at, manifest_digest, proof }
}

const refused = (message: string, status = 409): UserError =>
  new UserError('unusable_backup', message, {
    status,
    action: 'Type /ai restore for those that can be restored.',
  })

function nameIn(text: string | undefined): string {
  const parsed = fullBackupSchema.safeParse(text)
  if (parsed.success) return parsed.data
  throw new UserError('bad_backup', 'It is not said which backup.', {
    action: 'Type /ai restore for the list of them.',
  })
}
