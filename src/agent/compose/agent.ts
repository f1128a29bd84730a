import { dirname, join } from 'node:path'
import type { Config } from '../../config.ts'
import { UserError } from '../../errors.ts'
import { type AgentBase, openBase, type Surroundings } from '../base.ts'
import { maintenanceOn } from '../maintenance/maintenance.ts'
import { openServer } from '../open-server.ts'
import { listedServices } from '../services.ts'
import { openSettings } from '../settings/open.ts'
import { statementsOn } from '../statements.ts'
import { dockerCommand } from './docker.ts'
import { readProject } from './project.ts'
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
    publicKey: TOKEN_PUBLIC_KEY,
    host: HOST,
  })
}

function noKey(): UserError {
  return new UserError('bad_setting', 'TOKEN_PUBLIC_KEY is not set: the agent could not tell who calls it.', {
    action: "Set it to the public one of the bot's pair of keys.",
  })
}
