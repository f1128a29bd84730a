import { chmod, chown, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { execa } from 'execa'
import { UserError } from '../errors.ts'
import type { ClusterHome } from './cluster-home.ts'
import { askToEnd, endGroup, endOf, type Launched } from './launched.ts'
import { endLeftoverServer, readPostmaster } from './postmaster.ts'
import type { ProcessLog } from './process-log.ts'

/** A PostgreSQL server of our own, on a loopback port. */
export interface Cluster {
  /** Its folder in the home is named so. */
  name: string
  home: ClusterHome
  port: number
  /** Of the superuser, `postgres`. */
  password: string
  log: ProcessLog
  /** False for a server whose data nobody will miss: quicker, and lost when the machine stops. */
  durable: boolean
  /** Whether it is kept out of our process group, where Ctrl-C would reach it, and outlives us. */
  ownGroup: boolean
  /** Server settings beside those that every cluster has. */
  settings?: Record<string, string>
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_preload_libraries: 'pg_stat_statements',
  shared_buffers: '64MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
}

/** The address of one of a cluster's databases, as its superuser. */
export function superuserUrl(cluster: Cluster, database = 'postgres'): string {
  return `postgres://postgres:${cluster.password}@127.0.0.1:${cluster.port}/${database}`
}

export function folderOf({ home, name }: Cluster): string {
  return join(home.folder, name)
}

/** Creates a cluster's files when there are none, and ends a server that was left running on them. */
export async function prepareCluster(cluster: Cluster): Promise<void> {
  const folder = folderOf(cluster)
  if (await stat(folder).catch(() => undefined)) return endLeftoverServer(folder)
  // Made beside its place and moved there, so that a crash leaves no half-made cluster.
  await rm(`${folder}.new`, { recursive: true, force: true })
  await initialise(cluster, `${folder}.new`)
  await rename(`${folder}.new`, folder)
}

async function initialise({ home, password, durable, name }: Cluster, folder: string): Promise<void> {
  const passwordFile = `${folder}.password`
  await mkdir(folder, { mode: 0o700 })
  await writeFile(passwordFile, password, { mode: 0o600 })
  await give(home, folder, passwordFile)
  const made = await execa(
    home.binaries.initdb,
    [
      `--pgdata=${folder}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(durable ? [] : ['--no-sync']),
    ],
    { ...identity(home), reject: false, all: true, env: { LC_MESSAGES: 'C' } },
  )
  await rm(passwordFile, { force: true })
  if (!made.failed) return
  await rm(folder, { recursive: true, force: true })
  throw new UserError(
    'no_cluster',
    `The database server "${name}" could not be set up: ${made.all?.trim()}`,
    {
      action: `Check the free space and the rights of ${home.folder}, then start again.`,
    },
  )
}

async function give({ user }: ClusterHome, ...paths: string[]): Promise<void> {
  if (user === undefined) return
  for (const path of paths) await chown(path, user.uid, user.gid)
}

/** Starts a prepared cluster. */
export async function launchCluster(cluster: Cluster): Promise<Launched> {
  const { home, log } = cluster
  const folder = folderOf(cluster)
  await endLeftoverServer(folder)
  await chmod(folder, 0o700)
  const server = execa(home.binaries.postgres, ['-D', folder, ...flags(cluster)], {
    ...identity(home),
    detached: cluster.ownGroup,
    cleanup: !cluster.ownGroup,
    stdin: 'ignore',
    buffer: false,
    reject: false,
    extendEnv: false,
    env: { LC_MESSAGES: 'C' },
  })
  log.attach(server.stdout)
  log.attach(server.stderr)
  const ended = endOf(server.nodeChildProcess).then((how) => {
    if (cluster.ownGroup) endGroup(server.pid)
    return how
  })
  return {
    pid: server.pid ?? 0,
    ready: untilReady(cluster, server.pid ?? 0, ended),
    ended,
    // Fast shutdown, then immediate (recovered from at the next start), then none.
    stop: () =>
      askToEnd(server.nodeChildProcess, ended, [
        ['SIGINT', 1_200],
        ['SIGQUIT', 300],
        ['SIGKILL', 1_000],
      ]),
  }
}

function flags({ port, durable, settings: own }: Cluster): string[] {
  const all = { ...settings, port: String(port), ...(durable ? {} : { fsync: 'off' }), ...own }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function identity({ user }: ClusterHome): { uid?: number; gid?: number } {
  return user === undefined ? {} : { uid: user.uid, gid: user.gid }
}

/** As pg_ctl does it: the server writes into its pid file when it accepts connections. */
async function untilReady(cluster: Cluster, pid: number, ended: Promise<string>): Promise<void> {
  let end: string | undefined
  void ended.then((how) => {
    end = how
  })
  for (;;) {
    if (end !== undefined) throw endedEarly(cluster, end)
    const postmaster = await readPostmaster(folderOf(cluster))
    if (postmaster?.pid === pid && postmaster.ready) return
    await rest(10)
  }
}

function endedEarly({ name, log }: Cluster, end: string): UserError {
  return new UserError(
    'no_cluster',
    `The database server "${name}" ended while starting (${end}). ${log.lastWords()}`,
    {
      action: `See ${log.path}.`,
    },
  )
}
