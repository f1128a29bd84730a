import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launchChild } from '../../src/agent/child.ts'
import { type Journal, openJournal } from '../../src/agent/journal.ts'
import { type LocalServices, localStack } from '../../src/agent/local.ts'
import { createMask } from '../../src/agent/mask.ts'
import { healthProbe } from '../../src/agent/probes.ts'
import { openProcessLog } from '../../src/agent/process-log.ts'
import { type AgentServer, startServer } from '../../src/agent/server.ts'
import { listedServices } from '../../src/agent/services.ts'
import { supervise } from '../../src/agent/supervise.ts'
import type { OperationCall } from '../../src/agent-api.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { newTokenKeys, tokenSigner } from '../../src/tokens.ts'
import { testPort } from './ports.ts'
import { removeDataFolder, temporaryFolder } from './test-server.ts'

export type FakeServiceName = 'ai_assistant' | 'ai_bot' | 'db'

/** How a fake service behaves. What is said of its start counts from the next one on. */
export interface Control {
  /** `silent` never answers. */
  health?: 'ok' | 'degraded' | 'down' | 'silent'
  dependencies?: Record<string, { state: 'ok' | 'off' | 'degraded' | 'down' }>
  /** What it prints when it starts. */
  lines?: string[]
  ignoresTerm?: boolean
  /** It ends at once, with these last words. */
  failsWith?: string
  startSlowlyMs?: number
  /** It starts a process of its own, with this on its command line. */
  grandchild?: string
}

/** The agent's real HTTP server over its real local form, with cheap processes as services. */
export interface TestAgent {
  url: string
  folder: string
  journalPath: string
  /** What its services run. */
  program: string
  privateKey: string
  /** What the bot needs to be set to reach it. */
  settings: { AGENT_URL: string; TOKEN_PRIVATE_KEY: string }
  /** With a token of somebody's, or none. */
  call(method: string, path: string, body?: unknown, subject?: string | null): Promise<Response>
  put(id: string, call: OperationCall): Promise<Response>
  pidOf(service: FakeServiceName): number | null
  /** Changes how a service behaves from now on; what is not named goes back to usual. */
  control(service: FakeServiceName, control: Control): void
  /** Makes a running service print lines, ended or not. */
  print(service: FakeServiceName, text: string): Promise<void>
  /** As after a kill of the agent: a new server at the same address, which knows only the journal. */
  reopen(): Promise<void>
  /** The server goes away, as while it is restarted; `reopen` brings it back. */
  vanish(): Promise<void>
  close(): Promise<void>
}

export interface TestAgentOptions {
  /** The signing keys, where others are to be used than its own. */
  keys?: { privateKey: string; publicKey: string }
  /** Secrets that it masks. */
  secrets?: string[]
  /** How long acts may take, in milliseconds. */
  timeoutMs?: number
  /** Whether it is still starting its services. */
  isStarting?: () => boolean
  services?: FakeServiceName[]
  /** SERVICES, where it is not the default. */
  listed?: string
  control?: Partial<Record<FakeServiceName, Control>>
}

const names: FakeServiceName[] = ['db', 'ai_assistant', 'ai_bot']
const program = join(import.meta.dirname, 'fake-service.ts')

export async function startTestAgent(options: TestAgentOptions = {}): Promise<TestAgent> {
  const { keys = newTokenKeys(), secrets = [], timeoutMs, services: wanted = names } = options
  const folder = await temporaryFolder('agent-')
  const journalPath = join(folder, 'agent/journal.jsonl')
  const mask = createMask(secrets)
  const config = readConfig({ LOG_DIR: '', ...(options.listed && { SERVICES: options.listed }) })
  const log = createLog(config, 'agent', { write: () => undefined })
  const services: LocalServices = new Map()
  const urls = new Map<string, string>()
  const control = (service: FakeServiceName, how: Control): void =>
    writeFileSync(join(folder, `${service}.json`), JSON.stringify(how))

  mkdirSync(join(folder, 'logs'))
  for (const name of wanted) {
    control(name, options.control?.[name] ?? {})
    const port = await testPort()
    const url = `http://127.0.0.1:${port}`
    const logPath = join(folder, 'logs', `${name}.log`)
    const processLog = openProcessLog(logPath, mask)
    const environment = { PORT: String(port), CONTROL: join(folder, `${name}.json`) }
    const launch = () =>
      launchChild({ role: name, mark: `--data-dir=${folder}`, environment, log: processLog, program })
    services.set(name, { service: supervise({ name, launch }), logPath, probe: healthProbe(url) })
    urls.set(name, url)
  }
  await Promise.all([...services.values()].map(({ service }) => service.start()))

  const open = async (port: number): Promise<{ journal: Journal; server: AgentServer }> => {
    const journal = openJournal(journalPath)
    const server = await startServer({
      stack: localStack(services),
      services: listedServices(config),
      mask,
      journal,
      log,
      publicKey: keys.publicKey,
      port,
      ...(options.isStarting !== undefined && { isStarting: options.isStarting }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    })
    return { journal, server }
  }
  let opened = await open(0)
  const { url } = opened.server
  const vanish = async (): Promise<void> => {
    // First, so that what is under way can say nothing more: as if it had been killed.
    opened.journal.close()
    await opened.server.close()
  }
  const sign = tokenSigner(keys.privateKey)
  const call: TestAgent['call'] = async (method, path, body, subject = 'bot') =>
    fetch(url + path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(subject !== null && {
          authorization: `Bearer ${await sign({ subject, roles: [] }, 'agent')}`,
        }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  return {
    url,
    folder,
    journalPath,
    program,
    privateKey: keys.privateKey,
    settings: { AGENT_URL: url, TOKEN_PRIVATE_KEY: keys.privateKey },
    call,
    put: (id, operation) => call('PUT', `/operations/${encodeURIComponent(id)}`, operation),
    pidOf: (service) => services.get(service)?.service.snapshot().pid ?? null,
    control,
    print: async (service, text) => {
      await fetch(`${urls.get(service)}/print`, { method: 'POST', body: text })
    },
    reopen: async () => {
      await vanish()
      opened = await open(Number(new URL(url).port))
    },
    vanish,
    close: async () => {
      await vanish()
      await Promise.all([...services.values()].map(({ service }) => service.close()))
      await removeDataFolder(folder)
    },
  }
}
