import { access, constants, readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { processEnvironment } from '../../config.ts'
import { UserError } from '../../errors.ts'
import type { Schema } from '../../migrate.ts'
import { startPiped } from '../piped.ts'
import { connectionOptions, type PgCall, type PgTools } from './pg-tools.ts'
import { outputOf } from './text.ts'

/** The addresses of a server's two roles. */
export interface PgServer {
  ownerUrl: string
  /** Of whoever may make databases. */
  makerUrl: string
}

/** The oldest programs that dump our servers: an older pg_dump refuses a newer server. */
const oldest = 17

/** What the programs themselves take from the environment. */
const ofTheSystem = /^(PATH|HOME|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT)$/i

/** Where else than on PATH they are looked for. */
const usualRoots = ['/usr/lib/postgresql']

/** The programs of this machine. */
export function localTools(
  servers: Record<Schema, PgServer>,
  places: { path?: string; roots?: string[] } = {},
): PgTools {
  const { path = processEnvironment()['PATH'] ?? '', roots = usualRoots } = places
  const system = Object.entries(processEnvironment()).filter(([name]) => ofTheSystem.test(name))
  let found: Promise<Programs> | undefined
  const programs = (): Promise<Programs> => {
    found ??= findPrograms(path.split(delimiter), roots)
    // What is installed meanwhile is found the next time.
    found.catch(() => {
      found = undefined
    })
    return found
  }
  const live = (server: Schema): string => databaseOf(servers[server].ownerUrl)
  return {
    live: { assistant: live('assistant'), ops: live('ops') },
    start: async (call, signal) => {
      const { folder } = await programs()
      const { address, password } = connectionOf(servers[call.server], call)
      // The password stands in the environment of that program alone, never among its arguments.
      const env = {
        ...Object.fromEntries(system),
        PGAPPNAME: call.name,
        // A server on Windows, which is on this machine then, cannot notice it.
        ...(process.platform !== 'win32' && { PGOPTIONS: connectionOptions }),
        PGCONNECT_TIMEOUT: '10',
        LC_MESSAGES: 'C',
        ...(password !== '' && { PGPASSWORD: password }),
      }
      return startPiped(join(folder, call.program), ['-d', address, '-w', ...call.args], env, signal)
    },
    version: async () => (await programs()).version,
  }
}

function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1))
}

/** The address without its password. */
function connectionOf(server: PgServer, { as, database }: PgCall): { address: string; password: string } {
  const url = new URL(as === 'owner' ? server.ownerUrl : server.makerUrl)
  const password = decodeURIComponent(url.password)
  url.password = ''
  if (database !== undefined) url.pathname = `/${encodeURIComponent(database)}`
  return { address: url.href, password }
}

interface Programs {
  folder: string
  version: string
}

/** The first folder that has both programs, new enough. */
async function findPrograms(path: string[], roots: string[]): Promise<Programs> {
  let tooOld: string | undefined
  for (const folder of [...path.filter((one) => one !== ''), ...(await foldersBelow(roots))]) {
    const version = await versionIn(folder)
    if (version === undefined) continue
    if (Number.parseInt(version, 10) >= oldest) return { folder, version }
    tooOld ??= version
  }
  throw new UserError(
    'no_pg_tools',
    tooOld === undefined
      ? "PostgreSQL's programs pg_dump and psql are not on this machine."
      : `PostgreSQL's programs pg_dump and psql are of version ${tooOld} on this machine, which is too old.`,
    {
      status: 503,
      action: `Install version ${oldest} or newer (on Debian 13: apt-get install postgresql-client-${oldest}), then try again.`,
    },
  )
}

/** The newest first. */
async function foldersBelow(roots: string[]): Promise<string[]> {
  const folders = await Promise.all(
    roots.map(async (root) => {
      const versions = (await readdir(root).catch(() => [])).filter((name) => /^\d+$/.test(name))
      return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(root, version, 'bin'))
    }),
  )
  return folders.flat()
}

/** Of both programs in a folder, where they are the same; undefined where there are none. */
async function versionIn(folder: string): Promise<string | undefined> {
  const [dump, psql] = await Promise.all([
    versionOf(join(folder, 'pg_dump')),
    versionOf(join(folder, 'psql')),
  ])
  return dump !== undefined && dump === psql ? dump : undefined
}

async function versionOf(file: string): Promise<string | undefined> {
  try {
    await access(file, constants.X_OK)
  } catch {
    return undefined
  }
  const env = Object.fromEntries(
    Object.entries(processEnvironment()).filter(([name]) => ofTheSystem.test(name)),
  )
  const { text } = await outputOf(startPiped(file, ['--version'], env, AbortSignal.timeout(10_000)))
  return /\) (\d+(\.\d+)*)/.exec(text)?.[1]
}
