import type { Config } from './config.ts'
import { ensureReader, ensureRoles, plans, protectHistory } from './database-roles.ts'
import { UserError } from './errors.ts'
import { ensureMaintainer, grantMaintenance } from './maintainer-role.ts'
import type { Schema } from './migrate.ts'
import { explainedFault, upgrade } from './upgrade.ts'

/** What is needed to bring up one of the two databases. */
interface Target {
  schema: Schema
  /** As its owner. */
  url: string
  /** As the superuser of its server, where roles are to be made too. */
  adminUrl: string | undefined
  /** For the roles that work in it, by the settings that hold them. */
  passwords: { app: string | undefined; agent?: string | undefined; maintenance?: string | undefined }
}

/**
 * Applies the migrations of the databases that the settings name, with the rights that these URLs give. Where
 * a superuser is named, databases and roles are made first. Repeated, it changes nothing.
 * @throws UserError where settings are missing or a database cannot be used.
 */
export async function migrateDatabases(config: Config, print: (line: string) => void): Promise<void> {
  const targets = targetsOf(config)
  if (targets.length === 0) {
    throw new UserError('bad_setting', 'Neither DATABASE_URL nor OPS_DATABASE_URL is set.', {
      action: "Set them with the owners' roles.",
    })
  }
  for (const target of targets) {
    await makeRoles(target)
    const applied = await upgrade(target.schema, target.url)
    if (target.adminUrl !== undefined) {
      await protectHistory(target.schema, target.url, plans[target.schema])
      if (target.passwords.maintenance !== undefined) await grantMaintenance(target.url)
    }
    print(`${target.schema}: ${applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`}`)
  }
}

function targetsOf(config: Config): Target[] {
  const { DATABASE_URL: url, OPS_DATABASE_URL: opsUrl } = config
  const assistant = {
    adminUrl: config.DATABASE_ADMIN_URL,
    passwords: {
      app: config.DATABASE_APP_PASSWORD,
      agent: config.DATABASE_AGENT_PASSWORD,
      maintenance: config.DATABASE_MAINTENANCE_PASSWORD,
    },
  }
  const ops = {
    adminUrl: config.OPS_DATABASE_ADMIN_URL,
    passwords: { app: config.OPS_DATABASE_APP_PASSWORD },
  }
  return [
    ...(url === undefined ? [] : [{ schema: 'assistant' as const, url, ...assistant }]),
    ...(opsUrl === undefined ? [] : [{ schema: 'ops' as const, url: opsUrl, ...ops }]),
  ]
}

async function makeRoles({ schema, url, adminUrl, passwords }: Target): Promise<void> {
  if (adminUrl === undefined) return
  const plan = plans[schema]
  const owner = ownerPassword(schema, url)
  if (passwords.app === undefined) {
    throw wrong(`The password of ${plan.runtime} is not set.`, "Set it beside the superuser's address.")
  }
  const at = (database: string): string => Object.assign(new URL(adminUrl), { pathname: `/${database}` }).href
  try {
    await ensureRoles(at, plan, { owner, runtime: passwords.app })
    const { agent, maintenance } = passwords
    if (agent !== undefined) await ensureReader(at('postgres'), plan.database, agent)
    if (maintenance !== undefined) await ensureMaintainer(at('postgres'), plan.database, maintenance)
  } catch (error) {
    throw explainedFault(schema, adminUrl, error)
  }
}

/** The roles have fixed names, so the owner's address must be of this owner. */
function ownerPassword(schema: Schema, url: string): string {
  const { username, password, pathname } = new URL(url)
  const { owner, database } = plans[schema]
  if (username === owner && pathname === `/${database}`) return decodeURIComponent(password)
  throw wrong(
    `The ${schema} database's address is not that of ${owner} in ${database}.`,
    `Write it as postgres://${owner}:password@host:5432/${database}.`,
  )
}

function wrong(message: string, action: string): UserError {
  return new UserError('bad_setting', message, { action })
}
