import { join } from 'node:path'
import { ensureReader, ensureRoles, plans, protectHistory, readerRole } from '../database-roles.ts'
import { codeOf, UserError } from '../errors.ts'
import { ensureMaintainer, grantMaintenance, maintainerRole } from '../maintainer-role.ts'
import type { Schema } from '../migrate.ts'
import { upgrade } from '../upgrade.ts'
import { type Agent, superviseFor } from './agent.ts'
import { type Cluster, launchCluster, prepareCluster, superuserUrl } from './cluster.ts'
import { type ClusterHome, openClusterHome } from './cluster-home.ts'
import { freePort } from './ports.ts'
import { databaseProbe } from './probes.ts'
import { openProcessLog } from './process-log.ts'

/** A database that serves. */
export interface Database {
  /** By whom the migrations are applied. */
  ownerUrl: string
  /** For the process that works in it. */
  runtimeUrl: string
  /** For the agent's named statements, with the few rights that they take. */
  readerUrl: string
  /** For the agent's upkeep. */
  maintainerUrl: string
  /** Of whoever may make databases on its server: scratch ones, for the proof of backups. */
  makerUrl: string
  /** Whether it is ours, on a cluster of its own. */
  hosted: boolean
  /** Where its cluster lives, when it is hosted. */
  folder?: string
}

export type Databases = Record<Schema, Database>

/** The servers' names, as the Compose file has them. */
const serviceOf: Record<Schema, string> = { assistant: 'db', ops: 'ops_db' }

/** The databases that the settings name, and hosted ones in place of those that they do not. */
export async function openDatabases(agent: Agent): Promise<Databases> {
  const { config, folders } = agent
  const given: Record<Schema, string | undefined> = {
    assistant: config.DATABASE_URL,
    ops: config.OPS_DATABASE_URL,
  }
  let home: Promise<ClusterHome> | undefined
  const open = async (schema: Schema): Promise<Database> => {
    const url = given[schema]
    if (url !== undefined) return { ...everybody(url), hosted: false }
    home ??= openClusterHome(folders.dataDir)
    return hostDatabase(agent, schema, await home)
  }
  // Both to their end, so that nothing still comes up while what stands is taken down.
  const [assistant, ops] = await Promise.allSettled([open('assistant'), open('ops')])
  return { assistant: outcomeOf(assistant), ops: outcomeOf(ops) }
}

/** A database that somebody else looks after is used by one role for everything. */
function everybody(url: string): Omit<Database, 'hosted' | 'folder'> {
  return { ownerUrl: url, runtimeUrl: url, readerUrl: url, maintainerUrl: url, makerUrl: url }
}

function outcomeOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason
  return settled.value
}

async function hostDatabase(agent: Agent, schema: Schema, home: ClusterHome): Promise<Database> {
  const plan = plans[schema]
  const { secrets } = agent
  const passwords = secrets[schema]
  const name = serviceOf[schema]
  const logPath = join(agent.folders.logs, `${name}.log`)
  const cluster: Cluster = {
    name: schema,
    home,
    port: await freePort(),
    password: passwords.superuser,
    log: openProcessLog(logPath, agent.mask),
    durable: true,
    ownGroup: true,
  }
  await prepareCluster(cluster)
  const service = superviseFor(agent, name, () => launchCluster(cluster))
  await service.start()
  const urlOf = (database: string): string => superuserUrl(cluster, database)
  await ensureRoles(urlOf, plan, passwords).catch(explainPassword)
  await ensureReader(urlOf('postgres'), plan.database, secrets.reader)
  await ensureMaintainer(urlOf('postgres'), plan.database, secrets.maintainer)
  const url = (role: string, password: string): string =>
    `postgres://${role}:${password}@127.0.0.1:${cluster.port}/${plan.database}`
  const runtimeUrl = url(plan.runtime, passwords.runtime)
  agent.services.set(name, { service, logPath, probe: databaseProbe(runtimeUrl) })
  return {
    ownerUrl: url(plan.owner, passwords.owner),
    runtimeUrl,
    readerUrl: url(readerRole, secrets.reader),
    maintainerUrl: url(maintainerRole, secrets.maintainer),
    makerUrl: urlOf(plan.database),
    hosted: true,
    folder: home.folder,
  }
}

function explainPassword(error: unknown): never {
  if (codeOf(error) !== '28P01') throw error
  throw new UserError(
    'wrong_password',
    'The passwords in agent/secrets.json of the data folder are not those of the databases in it.',
    { action: 'Restore the file from a backup, or delete the data folder to begin anew.', cause: error },
  )
}

export function describeDatabases({ assistant, ops }: Databases): string {
  const hosted = [assistant, ops].filter((database) => database.hosted).length
  return ['as set', 'one PostgreSQL server, one as set', 'two PostgreSQL servers'][hosted] ?? ''
}

/** Applies the migrations that are missing; returns their names. */
export async function upgradeDatabases(databases: Databases): Promise<string[]> {
  const applied: string[] = []
  for (const schema of ['assistant', 'ops'] as const) {
    const { ownerUrl, hosted } = databases[schema]
    applied.push(...(await upgrade(schema, ownerUrl)))
    if (hosted) await protectHistory(schema, ownerUrl, plans[schema])
    if (hosted && schema === 'assistant') await grantMaintenance(ownerUrl)
  }
  return applied
}
