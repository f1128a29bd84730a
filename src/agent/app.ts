import { join } from 'node:path'
import { type Config, publicUrl } from '../config.ts'
import { type Agent, openAgent, type Surroundings, step, superviseFor } from './agent.ts'
import { announce } from './announce.ts'
import { launchChild } from './child.ts'
import { describeDatabases, openDatabases, upgradeDatabases } from './databases.ts'
import { type AgentSettings, environmentOf, type Role } from './environment.ts'
import { claimPorts } from './ports.ts'
import { openProcessLog } from './process-log.ts'
import { addSamples, missingSamples } from './samples.ts'
import { openSecrets, tokenKeys } from './secrets.ts'

export interface RunningAgent {
  /** Where the chat is. */
  url: string
  /** Stops the bot, then the assistant, then the databases. */
  close(): Promise<void>
}

/**
 * Starts the whole product on this machine: databases, migrations, assistant, bot, and, at the first start,
 * the sample manuals. What ends by itself is started again.
 * @throws UserError when something stands in the way; nothing is left running then.
 */
export async function startAgent(config: Config, surroundings: Surroundings): Promise<RunningAgent> {
  const agent = await openAgent(config, surroundings)
  try {
    return await bringUp(agent)
  } catch (error) {
    await agent.undo.run()
    throw error
  }
}

async function bringUp(agent: Agent): Promise<RunningAgent> {
  const { config, folders, progress, state, undo } = agent
  const ports = await claimPorts(config, agent.leftBehind ? 2_000 : 0)
  const secrets = await openSecrets(folders.secrets)
  const databases = await step(agent, 'Databases', () => openDatabases(agent, secrets), describeDatabases)
  await step(agent, 'Migrations', () => upgradeDatabases(databases), describeMigrations)

  const url = publicUrl({ ...config, BOT_PORT: ports.bot })
  const assistantUrl = `http://127.0.0.1:${ports.assistant}`
  const settings: AgentSettings = {
    EMBEDDED: 'true',
    HOST: '127.0.0.1',
    ASSISTANT_PORT: String(ports.assistant),
    BOT_PORT: String(ports.bot),
    ASSISTANT_URL: assistantUrl,
    PUBLIC_URL: url,
    DATABASE_URL: databases.assistant.runtimeUrl,
    OPS_DATABASE_URL: databases.ops.runtimeUrl,
    ...tokenKeys(config, secrets),
  }
  const assistant = startProcess(agent, 'assistant', settings)
  const bot = startProcess(agent, 'bot', settings)
  // When the assistant fails, that is what is told.
  bot.catch(() => undefined)
  await step(agent, 'Assistant', () => assistant)
  await step(agent, 'Bot', () => bot)
  if (databases.assistant.hosted) await giveSamples(agent, assistantUrl)
  state.ready()
  announce(agent, {
    chat: url,
    service: `http://localhost:${ports.assistant}`,
    databases: databases.assistant.folder ?? databases.ops.folder,
  })
  const close = (): Promise<void> => {
    progress.say('Stopping…')
    return undo.run()
  }
  return { url, close }
}

function describeMigrations(applied: string[]): string {
  return applied.length === 0 ? 'up to date' : `${applied.length} applied`
}

async function startProcess(agent: Agent, role: Role, settings: AgentSettings): Promise<void> {
  const child = {
    role,
    mark: agent.mark,
    // Compiled once, started faster from then on.
    environment: {
      NODE_COMPILE_CACHE: agent.folders.compiled,
      ...environmentOf(role, agent.config, settings),
    },
    log: openProcessLog(join(agent.folders.logs, `${role}.log`)),
  }
  await superviseFor(agent, role, () => launchChild(child)).start()
}

/** Not a reason to fail: what could not be added is tried again at the next start. */
async function giveSamples(agent: Agent, assistantUrl: string): Promise<void> {
  const { folders, signal, log } = agent
  const samples = { folder: join(import.meta.dirname, '../../samples/manuals'), memory: folders.samples }
  const missing = await missingSamples(samples)
  if (missing.length === 0) return
  const add = (): Promise<string> =>
    addSamples(missing, { ...samples, assistantUrl, signal }).then(
      () => `${missing.length} added`,
      (error) => {
        log.error({ err: error }, 'the sample manuals could not be added')
        return 'not all added; the next start tries again'
      },
    )
  await step(agent, 'Sample manuals', add, (result) => result)
}
