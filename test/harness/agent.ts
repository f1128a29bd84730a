import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launchChild } from '../../src/agent/child.ts'
import { type LocalServices, localStack } from '../../src/agent/local.ts'
import { healthProbe } from '../../src/agent/probes.ts'
import { openProcessLog } from '../../src/agent/process-log.ts'
import { supervise } from '../../src/agent/supervise.ts'
import { type AgentServerOptions, type ServedAgent, serveAgent, workshop } from './agent-server.ts'
import { eventually } from './eventually.ts'
import { testPort } from './ports.ts'
import { removeDataFolder, temporaryFolder } from './test-server.ts'

export type FakeServiceName = 'ai_assistant' | 'ai_bot' | 'db'

/** How a fake service behaves. What is said of its start counts from the next one on. */
export interface Control {
  /** `silent` never answers. */
  health?: 'ok' | 'degraded' | 'down' | 'silent'
  dependencies?: Record<string, { state: 'ok' | 'off' | 'degraded' | 'down' }>
  /** With this OPENAI_MODEL it is down, whatever else is said of it. */
  downWithModel?: string
  /** What it prints when it starts. */
  lines?: string[]
  ignoresTerm?: boolean
  /** It ends at once, with these last words. */
  failsWith?: string
  startSlowlyMs?: number
  /** It starts a process of its own, with this on its command line. */
  grandchild?: string
}

/** The agent over one of its forms, with cheap processes as services. */
export interface AnyTestAgent extends ServedAgent {
  settingsPath: string
  /** The pid of the first process of a service on this machine; null where none runs. */
  processOf(service: FakeServiceName): Promise<number | null>
  /** Changes how a service behaves from now on; what is not named goes back to usual. */
  control(service: FakeServiceName, control: Control): void
  /** Makes a running service print lines, ended or not. */
  print(service: FakeServiceName, text: string): Promise<void>
  close(): Promise<void>
}

/** The agent's real HTTP server over its real local form. */
export interface TestAgent extends AnyTestAgent {
  /** What its services run. */
  program: string
  /** What the bot needs to be set to reach it. */
  settings: { AGENT_URL: string; TOKEN_PRIVATE_KEY: string }
  pidOf(service: FakeServiceName): number | null
}

export interface TestAgentOptions extends AgentServerOptions {
  services?: FakeServiceName[]
  control?: Partial<Record<FakeServiceName, Control>>
}

const names: FakeServiceName[] = ['db', 'ai_assistant', 'ai_bot']
const program = join(import.meta.dirname, 'fake-service.ts')

export async function startTestAgent(options: TestAgentOptions = {}): Promise<TestAgent> {
  const { secrets = [], services: wanted = names } = options
  const folder = await temporaryFolder('agent-')
  const work = workshop(folder, secrets)
  const services: LocalServices = new Map()
  const urls = new Map<FakeServiceName, string>()
  const control = (service: FakeServiceName, how: Control): void =>
    writeFileSync(join(folder, `${service}.json`), JSON.stringify(how))
  let fromFile: Record<string, string> = {}
  const renew = async (): Promise<void> => {
    fromFile = await work.settings().values()
  }

  mkdirSync(join(folder, 'logs'))
  for (const name of wanted) {
    control(name, options.control?.[name] ?? {})
    const port = await testPort()
    const url = `http://127.0.0.1:${port}`
    const logPath = join(folder, 'logs', `${name}.log`)
    const log = openProcessLog(logPath, work.mask)
    const isAssistant = name === 'ai_assistant'
    const launch = () => {
      const own = { PORT: String(port), CONTROL: join(folder, `${name}.json`) }
      const environment = { ...own, ...(isAssistant && fromFile) }
      return launchChild({ role: name, mark: `--data-dir=${folder}`, environment, log, program })
    }
    const service = supervise({ name, launch })
    services.set(name, { service, logPath, probe: healthProbe(url), ...(isAssistant && { renew }) })
    urls.set(name, url)
  }
  await Promise.all([...services.values()].map(({ service }) => service.start()))
  // A started process does not listen yet, and on a busy machine takes its time.
  await Promise.all(
    [...urls].map(async ([name, url]) => {
      const { health, failsWith, startSlowlyMs } = options.control?.[name] ?? {}
      if (health === 'silent' || failsWith !== undefined || startSlowlyMs !== undefined) return
      await eventually(() =>
        fetch(`${url}/health`).then(
          (response) => response.status > 0,
          () => false,
        ),
      )
    }),
  )

  const served = await serveAgent(folder, localStack(services), work, options)
  const pidOf = (service: FakeServiceName): number | null =>
    services.get(service)?.service.snapshot().pid ?? null
  return {
    ...served,
    settingsPath: work.settingsPath,
    program,
    settings: { AGENT_URL: served.url, TOKEN_PRIVATE_KEY: served.privateKey },
    pidOf,
    processOf: async (service) => pidOf(service),
    control,
    print: async (service, text) => {
      await fetch(`${urls.get(service)}/print`, { method: 'POST', body: text })
    },
    close: async () => {
      await served.vanish()
      await Promise.all([...services.values()].map(({ service }) => service.close()))
      await removeDataFolder(folder)
    },
  }
}
