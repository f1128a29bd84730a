import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { stringify } from 'yaml'
import { dockerCommand } from '../../src/agent/compose/docker.ts'
import { readProject } from '../../src/agent/compose/project.ts'
import { composeStack } from '../../src/agent/compose/stack.ts'
import type { AnyTestAgent, FakeServiceName } from './agent.ts'
import { type AgentServerOptions, serveAgent, workshop } from './agent-server.ts'
import { eventually } from './eventually.ts'
import { removeDataFolder, temporaryFolder } from './test-server.ts'

/** The agent's real HTTP server over its Compose form, with a small stack of its own on a real engine. */
export interface ComposeTestAgent extends AnyTestAgent {
  project: string
  composeFile: string
  /** Docker's command, with these arguments. */
  docker(...args: string[]): Promise<string>
  /** What Compose does with the stack. */
  compose(...args: string[]): Promise<string>
  /** The ids of a service's containers, those that are stopped too. */
  containers(service: FakeServiceName): Promise<string[]>
}

const image = 'node:24-trixie-slim'

/** Where each fake service listens in its container. */
const ports: Record<FakeServiceName, number> = { ai_assistant: 8001, ai_bot: 3000, db: 5432 }

/** What stands for the database's client: it asks the fake service, and waits for it as long as it takes. */
const fakePsql = `#!/usr/bin/env node
fetch('http://127.0.0.1:' + process.env.PORT + '/health').then((response) => process.exit(response.ok ? 0 : 2), () => process.exit(2))
`

export async function startComposeTestAgent(options: AgentServerOptions = {}): Promise<ComposeTestAgent> {
  const folder = await temporaryFolder('compose-')
  const project = `agent-test-${randomBytes(4).toString('hex')}`
  const composeFile = join(folder, 'docker-compose.prod.yml')
  const work = workshop(folder, options.secrets ?? [], '.env.production')
  await layOut(folder, project, composeFile)
  const command = async (args: string[]): Promise<string> => (await execa('docker', args)).stdout
  const compose = (...args: string[]): Promise<string> => command(['compose', '-f', composeFile, ...args])
  const control = (service: FakeServiceName, how: object): void =>
    writeFileSync(join(folder, 'control', `${service}.json`), JSON.stringify(how))
  for (const service of Object.keys(ports) as FakeServiceName[]) control(service, {})

  const docker = dockerCommand()
  const read = await readProject(docker, composeFile, AbortSignal.timeout(60_000))
  const { ai_assistant, ai_bot } = ports
  const stack = composeStack(docker, read, { ai_assistant, ai_bot })
  const served = await serveAgent(folder, stack, work, options)
  await compose('up', '-d')
  const containers = async (service: FakeServiceName): Promise<string[]> =>
    (await command(['ps', '-aq', '--no-trunc', ...labels(project, service)]))
      .split('\n')
      .filter((id) => id !== '')
  const inspect = async (service: FakeServiceName, format: string): Promise<string> => {
    const [first] = await containers(service)
    return first === undefined ? '' : command(['inspect', '--format', format, first])
  }
  const addressOf = async (service: FakeServiceName): Promise<string> => {
    const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'
    return `http://${await inspect(service, format)}:${ports[service]}`
  }
  // As in the local form, all of them serve when the agent is handed over.
  for (const service of Object.keys(ports) as FakeServiceName[]) {
    const url = await addressOf(service)
    const answers = async () => (await fetch(`${url}/health`).catch(() => undefined))?.ok
    await eventually(answers, { within: 120_000 })
  }
  return {
    ...served,
    settingsPath: work.settingsPath,
    project,
    composeFile,
    docker: (...args) => command(args),
    compose,
    containers,
    processOf: async (service) => Number(await inspect(service, '{{.State.Pid}}')) || null,
    control,
    print: async (service, text) => {
      await fetch(`${await addressOf(service)}/print`, { method: 'POST', body: text })
    },
    close: async () => {
      await served.vanish()
      await compose('down', '-v', '-t', '1')
      await removeDataFolder(folder)
    },
  }
}

const labels = (project: string, service: string): string[] =>
  [`project=${project}`, `service=${service}`].flatMap((label) => [
    '--filter',
    `label=com.docker.compose.${label}`,
  ])

/** The Compose file, the program of its services and what they are mounted. */
async function layOut(folder: string, project: string, composeFile: string): Promise<void> {
  await mkdir(join(folder, 'control'))
  await mkdir(join(folder, 'program'))
  await cp(join(import.meta.dirname, 'fake-service.ts'), join(folder, 'program/fake-service.ts'))
  await writeFile(join(folder, 'program/psql'), fakePsql)
  await chmod(join(folder, 'program/psql'), 0o755)
  const services = Object.entries(ports).map(([name, port]) => [name, fakeService(name, port)])
  await writeFile(composeFile, stringify({ name: project, services: Object.fromEntries(services) }))
}

function fakeService(name: string, port: number): object {
  return {
    image,
    command: ['node', '/program/fake-service.ts'],
    restart: 'unless-stopped',
    mem_limit: '512m',
    cpus: 1.5,
    environment: { PORT: String(port), HOST: '0.0.0.0', CONTROL: `/control/${name}.json` },
    volumes: ['./control:/control:ro', './program:/program:ro', './program/psql:/usr/local/bin/psql:ro'],
    ...(name === 'ai_assistant' && { env_file: ['.env.production'] }),
  }
}
