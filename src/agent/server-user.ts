import { realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { execa } from 'execa'
import { UserError } from '../errors.ts'

/** The user that a PostgreSQL server runs as when we are root, whom it refuses. */
export interface ServerUser {
  name: string
  uid: number
  gid: number
}

/**
 * The user for the servers: nobody special when we are an ordinary user ourselves; as root `postgres`,
 * which is created where it is missing.
 */
export async function findServerUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  return (await lookUp('postgres')) ?? (await create('postgres'))
}

async function lookUp(name: string): Promise<ServerUser | undefined> {
  const [uid, gid] = await Promise.all([idOf('-u', name), idOf('-g', name)])
  return uid === undefined || gid === undefined ? undefined : { name, uid, gid }
}

async function idOf(flag: '-u' | '-g', name: string): Promise<number | undefined> {
  const { stdout, failed } = await execa('id', [flag, name], { reject: false })
  return failed || stdout === undefined ? undefined : Number(stdout)
}

async function create(name: string): Promise<ServerUser> {
  const made = await execa(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name],
    { reject: false },
  )
  const user = await lookUp(name)
  if (user !== undefined) return user
  throw new UserError(
    'no_server_user',
    `PostgreSQL does not run as root, and the user "${name}" could not be created (${made.shortMessage}).`,
    { action: `Create the user "${name}", or start as an ordinary user.` },
  )
}

/** Whether a user may enter a folder, by the permissions of it and of every folder above it. */
export async function canReach(folder: string, user: ServerUser): Promise<boolean> {
  let at = await realpath(folder)
  for (;;) {
    const { mode, uid, gid } = await stat(at)
    const mayEnter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
    if ((mode & mayEnter) === 0) return false
    if (dirname(at) === at) return true
    at = dirname(at)
  }
}
