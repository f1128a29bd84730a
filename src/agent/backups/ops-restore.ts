import { UserError } from '../../errors.ts'
import type { BackupParts } from './backups.ts'
import { readManifest } from './manifest.ts'
import { readProof } from './proof.ts'
import { askLive } from './psql.ts'
import { restoreBackup } from './restore.ts'
import { rowsOf } from './rows.ts'

/** What somebody asked for on the command line. */
export interface OpsRestoring {
  backup: string
  /** As it was told at the first call; without it nothing is done. */
  digest: string | undefined
  print(line: string): void
}

/**
 * Makes the bot's database what it was at the time of a backup. The bot itself cannot: it would be cutting the branch
 * that it sits on. So it is refused while anybody is connected with that database.
 * @param botAnswers whether a bot answers somewhere.
 * @throws UserError
 */
export async function restoreOpsDatabase(
  parts: BackupParts,
  { backup, digest, print }: OpsRestoring,
  botAnswers: () => Promise<boolean>,
): Promise<void> {
  const { shelf, stopping } = parts
  const folder = await shelf.pathOf(backup)
  const read = await readManifest(folder)
  const proof = await readProof(folder, read.digest)
  const rows = Object.entries(rowsOf(read.manifest.parts.ops)).map(([table, count]) => `${table} ${count}`)
  print(
    `${backup}, made ${read.manifest.made_at}, ${proof === null ? 'not proved' : `${proof.outcome} ${proof.at}`}`,
  )
  print(`The bot's database as it was then: ${rows.join(', ')}`)
  if (digest === undefined) throw notConfirmed(backup, read.digest)
  await refuseWhileUsed(parts, botAnswers)
  await restoreBackup(parts, { backup, manifestDigest: digest, server: 'ops' }, stopping)
  print('Restored, and compared with the backup. Start the bot again.')
}

const connected = `SELECT DISTINCT usename FROM pg_stat_activity
  WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid();`

async function refuseWhileUsed(
  { tools, stopping }: BackupParts,
  botAnswers: () => Promise<boolean>,
): Promise<void> {
  const users = await askLive(tools, 'ops', 'maker', connected, stopping)
  if (users !== '') throw botRuns(`Somebody works in the bot's database (${users.split('\n').join(', ')}).`)
  if (await botAnswers()) throw botRuns('The bot runs.')
}

function botRuns(message: string): UserError {
  return new UserError('bot_runs', message, {
    status: 409,
    action: 'Stop the bot (docker compose -f docker-compose.prod.yml stop ai_bot), then try again.',
  })
}

function notConfirmed(backup: string, digest: string): UserError {
  return new UserError('not_confirmed', 'Nothing was done. Everything since then would be lost.', {
    action: `If that is what you want, say it with the backup's digest: npm run ops:restore -- ${backup} ${digest}`,
  })
}
