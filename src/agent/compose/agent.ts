import { dirname, join, resolve } from 'node:path'
import type { Config } from '../../config.ts'
import { UserError } from '../../errors.ts'
import { packageVersion } from '../../package-version.ts'
import type { BackupParts } from '../backups/backups.ts'
import { backupShelf } from '../backups/shelf.ts'
import { type AgentBase, openBase, type Surroundings } from '../base.ts'
import { maintenanceOn } from '../maintenance/maintenance.ts'
import { openServer } from '../open-server.ts'
import { listedServices } from '../services.ts'
import { openSettings } from '../settings/open.ts'
import { statementsOn } from '../statements.ts'
import { containersOf } from './containers.ts'
import { type Docker, dockerCommand } from './docker.ts'
import { composeTools } from './pg-tools.ts'
import { type Project, readProject } from './project.ts'
import { composeStack } from './stack.ts'

/** An agent that works on a stack of Docker's. */
export interface ComposeAgent {
  /** Where its verbs are. */
  url: string
  close(): Promise<void>
}

/**
 * Starts the agent in its Compose form: it hosts nothing, and serves the verbs on the stack of a Compose file.
 * @throws UserError when something stands in the way.
 */
export async function startComposeAgent(
  config: Config,
  file: string,
  surroundings: Surroundings,
): Promise<ComposeAgent> {
  const base = await openBase(config, surroundings, surroundings.terminal)
  const { undo, log } = base
  try {
    const url = await serve(base, file)
    log.info({ url }, 'the agent serves')
    return { url, close: () => undo.run() }
  } catch (error) {
    await undo.run()
    throw error
  }
}

async function serve(base: AgentBase, file: string): Promise<string> {
  const { config, signal } = base
  const { TOKEN_PUBLIC_KEY, HOST, ASSISTANT_PORT, BOT_PORT, DATABASE_URL } = config
  if (TOKEN_PUBLIC_KEY === undefined) throw noKey()
  const docker = dockerCommand()
  const project = await readProject(docker, file, signal)
  return openServer(base, {
    stack: composeStack(docker, project, { ai_assistant: ASSISTANT_PORT, ai_bot: BOT_PORT }),
    services: listedServices(config),
    settings: await openSettings(base, { path: join(dirname(file), '.env.production'), isOurs: false }),
    runStatement: statementsOn(DATABASE_URL),
    maintenance: maintenanceOn(config.DATABASE_MAINTENANCE_URL),
    backups: composeBackups(base, docker, project, file),
    publicKey: TOKEN_PUBLIC_KEY,
    host: HOST,
  })
}

/** Of the stack of a Compose file, in the folder of that file, as the runbook has it. */
export function composeBackups(
  { config, signal }: Pick<AgentBase, 'config' | 'signal'>,
  docker: Docker,
  project: Project,
  file: string,
): BackupParts {
  const settings = resolve(config.SETTINGS_FILE ?? join(dirname(file), '.env.production'))
  return {
    tools: composeTools(docker, containersOf(docker, project)),
    shelf: backupShelf(join(dirname(file), 'backups')),
    settingsFiles: [settings, file],
    version: packageVersion(),
    now: () => new Date(),
    stopping: signal,
  }
}

function noKey(): UserError {
  return new UserError('bad_setting', 'TOKEN_PUBLIC_KEY is not set: the agent could not tell who calls it.', {
    action: "Set it to the public one of the bot's pair of keys.",
  })
}
