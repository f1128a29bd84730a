import { createHash } from 'node:crypto'
import { chmod, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../errors.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { canReach, findServerUser, type ServerUser } from './server-user.ts'

/** The folder where clusters live, and what runs them. */
export interface ClusterHome {
  folder: string
  binaries: Binaries
  /** Whom the servers run as, when we are root. */
  user: ServerUser | undefined
}

/**
 * The home of a data folder's clusters: `<dataDir>/postgres`, or, when we are root and the servers' user
 * cannot get there, a folder below /var/lib that is noted in `<dataDir>/postgres/elsewhere`.
 */
export async function openClusterHome(dataDir: string): Promise<ClusterHome> {
  const user = await findServerUser()
  const near = join(dataDir, 'postgres')
  await mkdir(near, { recursive: true })
  const folder = user === undefined ? near : await reachableFolder(near, dataDir, user)
  return { folder, user, binaries: await findBinaries(folder, user) }
}

async function reachableFolder(near: string, dataDir: string, user: ServerUser): Promise<string> {
  const noted = await readFile(join(near, 'elsewhere'), 'utf8').catch(() => undefined)
  if (noted !== undefined) return openElsewhere(noted.trim(), dataDir)
  // The servers' user passes through, but does not look around.
  await chmod(near, 0o711)
  if (await canReach(near, user)) return near
  if (await stat(join(near, 'assistant')).catch(() => undefined)) throw lostWay(near, user)
  const elsewhere = elsewhereOf(await realpath(dataDir))
  await writeFile(join(near, 'elsewhere'), `${elsewhere}\n`)
  return openElsewhere(elsewhere, dataDir)
}

/** Below /var/lib, because /var/tmp is swept of files that nobody touched for a month. */
function elsewhereOf(dataDir: string): string {
  const key = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  return join('/var/lib/ai-assistant', key)
}

async function openElsewhere(folder: string, dataDir: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o711 })
  const note = `The PostgreSQL servers of ${dataDir} keep their files here, because the user they run as\ncannot enter that folder. When it is gone for good, this folder can be deleted.\n`
  await writeFile(join(folder, 'README'), note)
  return folder
}

function lostWay(near: string, user: ServerUser): UserError {
  return new UserError('unreachable_clusters', `The user "${user.name}" can no longer enter ${near}.`, {
    action: 'Give back the right to enter (x) to every folder above it, then start again.',
  })
}
