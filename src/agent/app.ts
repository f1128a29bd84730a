import { join } from 'node:path'
import { type Config, publicUrl } from '../config.ts'
import { type Agent, openAgent, step, superviseFor } from './agent.ts'
import { announce } from './announce.ts'
import { localBackups } from './backups/local.ts'
import type { Surroundings } from './base.ts'
import { launchChild } from './child.ts'
import { startComposeAgent } from './compose/agent.ts'
import { describeDatabases, openDatabases, upgradeDatabases } from './databases.ts'
import { type AgentSettings, environmentOf, type Role } from './environment.ts'
import type { Launched } from './launched.ts'
import { localStack } from './local.ts'
import { maintenanceOn } from './maintenance/maintenance.ts'
import { openServer } from './open-server.ts'
import { claimPorts } from './ports.ts'
import { healthProbe } from './probes.ts'
import { openProcessLog } from './process-log.ts'
import { addSamples, missingSamples } from './samples.ts'
import { tokenKeys } from './secrets.ts'
import { listedServices } from './services.ts'
import { openSettings } from './settings/open.ts'
import type { Settings } from './settings/settings.ts'
import { statementsOn } from './statements.ts'
import type { Service } from './supervise.ts'

export { restoreOps } from './restore-ops.ts'

export interface RunningAgent {
  /** Where the chat is, or only the agent's verbs, where it hosts nothing. */
  url: string
  /** Stops what it hosts: the bot, then the assistant, then the databases. */
  close(): Promise<void>
}

/**
 * Starts the agent on the stack that the settings name, or else the whole product on this machine: databases,
 * migrations, assistant, bot, and, at the first start, the sample manuals. What ends by itself is started again.
 * @throws UserError when something stands in the way; nothing is left running then.
 */
export async function startAgent(config: Config, surroundings: Surroundings): Promise<RunningAgent> {
  if (config.COMPOSE_FILE !== undefined) return startComposeAgent(config, config.COMPOSE_FILE, surroundings)
  const agent = await openAgent(config, surroundings)
  try {
    return await bringUp(agent)
  } catch (error) {
    await agent.undo.run()
    throw error
  }
}

async function bringUp(agent: Agent): Promise<RunningAgent> {
  const { config, progress, secrets, state, undo } = agent
  const listed = listedServices(config)
  const ports = await claimPorts(config, agent.leftBehind ? 2_000 : 0)
  const databases = await step(agent, 'Databases', () => openDatabases(agent), describeDatabases)
  await step(agent, 'Migrations', () => upgradeDatabases(databases), describeMigrations)

  const url = publicUrl({ ...config, BOT_PORT: ports.bot })
  const assistantUrl = `http://127.0.0.1:${ports.assistant}`
  const keys = tokenKeys(config, secrets)
  const settings: AgentSettings = {
    EMBEDDED: 'true',
    HOST: '127.0.0.1',
    ASSISTANT_PORT: String(ports.assistant),
    BOT_PORT: String(ports.bot),
    ASSISTANT_URL: assistantUrl,
    PUBLIC_URL: url,
    DATABASE_URL: databases.assistant.runtimeUrl,
    OPS_DATABASE_URL: databases.ops.runtimeUrl,
    ...keys,
  }
  const ofAssistant = await openSettings(agent, { path: agent.folders.settings, isOurs: true })
  const fromFile = await followFile(ofAssistant)
  const assistantService = addProcess(agent, 'assistant', assistantUrl, settings, fromFile)
  const botService = addProcess(agent, 'bot', `http://127.0.0.1:${ports.bot}`, settings)
  // Asked from the first moment on, and closed before anything is stopped.
  let isStarting = true
  const agentUrl = await openServer(agent, {
    stack: localStack(agent.services),
    services: listed,
    settings: ofAssistant,
    runStatement: statementsOn(databases.assistant.readerUrl),
    maintenance: maintenanceOn(databases.assistant.maintainerUrl),
    backups: localBackups(agent, databases),
    publicKey: keys.TOKEN_PUBLIC_KEY,
    isStarting: () => isStarting,
  })
  settings.AGENT_URL = config.AGENT_URL ?? agentUrl
  const assistant = assistantService.start()
  const bot = botService.start()
  // When the assistant fails, that is what is told.
  bot.catch(() => undefined)
  await step(agent, 'Assistant', () => assistant)
  await step(agent, 'Bot', () => bot)
  isStarting = false
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

const stackNames: Record<Role, string> = { assistant: 'ai_assistant', bot: 'ai_bot' }

/** What the settings file sets, as it was read last. */
interface FromFile {
  current(): Record<string, string>
  renew(): Promise<void>
}

/** Read at the start, and again whenever the process is made anew: a plain restart keeps what it had. */
async function followFile({ values }: Settings): Promise<FromFile> {
  let current = await values()
  const renew = async (): Promise<void> => {
    current = await values()
  }
  return { current: () => current, renew }
}

/** Makes a process of ours a service, to be started. Its settings may be completed until then. */
function addProcess(
  agent: Agent,
  role: Role,
  url: string,
  settings: AgentSettings,
  fromFile?: FromFile,
): Service {
  const logPath = join(agent.folders.logs, `${role}.log`)
  const log = openProcessLog(logPath, agent.mask)
  const launch = (): Promise<Launched> =>
    launchChild({
      role,
      mark: agent.mark,
      // Compiled once, started faster from then on.
      environment: {
        NODE_COMPILE_CACHE: agent.folders.compiled,
        ...environmentOf(role, agent.config, settings, fromFile?.current()),
      },
      log,
    })
  const service = superviseFor(agent, role, launch)
  const renewing = fromFile === undefined ? {} : { renew: fromFile.renew }
  agent.services.set(stackNames[role], { service, logPath, probe: healthProbe(url), ...renewing })
  return service
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
