import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { eventually } from '../../harness/eventually.ts'
import { type Https, httpsClient } from './https.ts'
import { buildImages, removeImages } from './images.ts'
import { makePlace, type Place, removePlace } from './place.ts'
import { shell, tried } from './shell.ts'

/** A container, as the engine sees it. */
export interface Container {
  Id: string
  Name: string
  RestartCount: number
  State: {
    Status: string
    /** Of the process, as this machine sees it. */
    Pid: number
    StartedAt: string
    FinishedAt: string
    ExitCode: number
    Health?: { Status: string }
  }
  Config: { User: string; Env: string[]; Labels: Record<string, string> }
  HostConfig: {
    RestartPolicy: { Name: string }
    Memory: number
    ReadonlyRootfs: boolean
    CapDrop: string[] | null
    SecurityOpt: string[] | null
    Privileged: boolean
  }
  Mounts: { Source: string; Destination: string; RW: boolean }[]
  NetworkSettings: { Networks: Record<string, { IPAddress: string }>; Ports: Record<string, unknown> }
}

/** What runs for as long as the stack does. */
export const services = ['ai_assistant', 'ai_bot', 'ai_agent', 'db', 'ops_db', 'redis', 'caddy']

/** The production stack, as the Compose file brings it up on a real engine. */
export interface Stack extends Place {
  /** `docker compose` in its folder; gives what it printed. */
  compose(...args: string[]): Promise<string>
  docker(...args: string[]): Promise<string>
  /** The containers of a service, whatever their state, by number. */
  containers(service: string): Promise<Container[]>
  /**
   * Waits until every container of these services is healthy. Not `up --wait`, which gives up at the first
   * sign of trouble: a busy machine is late.
   */
  healthy(...services: string[]): Promise<void>
  /** Makes it so many copies, and waits until they are healthy. */
  scale(service: string, copies: number): Promise<void>
  /** Runs a program in a service's container; gives what it printed. */
  exec(service: string, ...args: string[]): Promise<string>
  /** One value of the assistant's database, as its owner. */
  psql(sql: string): Promise<string>
  /** Calls over TLS, which trust the proxy's own authority and no other. */
  https: Https
}

/** Where what this run has brought up is written down; see global-setup.ts. */
const note = () => process.env['STACK_NOTE'] ?? ''

/** The stack of this run: brought up by whoever asks first, for all test files. */
export async function theStack(): Promise<Stack> {
  if (existsSync(note())) return stackAt(JSON.parse(readFileSync(note(), 'utf8')))
  const place = await makePlace()
  writeFileSync(note(), JSON.stringify(place))
  await buildImages(place.name)
  await composeIn(place, 'up', '-d', '--no-build')
  const stack = await stackAt(place)
  await stack.healthy(...services)
  return stack
}

/** Takes down what this run has brought up, and keeps what it said. */
export async function endStack(): Promise<void> {
  if (!existsSync(note())) return
  const place: Place = JSON.parse(readFileSync(note(), 'utf8'))
  const said = await tried('docker', ['compose', '-f', composeFile, 'logs', '--no-color'], {
    cwd: place.folder,
  })
  writeFileSync(join(process.env['STACK_RESULTS'] ?? '.', 'stack.log'), said.output)
  await composeIn(place, 'down', '--volumes', '--remove-orphans', '--timeout', '5')
  await removeImages(place.name)
  await removePlace(place)
  await rm(note())
}

const composeFile = 'docker-compose.prod.yml'

function composeIn({ folder }: Place, ...args: string[]): Promise<string> {
  return shell('docker', ['compose', '-f', composeFile, ...args], { cwd: folder })
}

async function stackAt(place: Place): Promise<Stack> {
  const compose = (...args: string[]) => composeIn(place, ...args)
  const docker = (...args: string[]) => shell('docker', args)
  const containers = async (service: string): Promise<Container[]> => {
    const labels = [`com.docker.compose.project=${place.name}`, `com.docker.compose.service=${service}`]
    const ids = await docker('ps', '-aq', ...labels.flatMap((label) => ['--filter', `label=${label}`]))
    if (ids === '') return []
    const found: Container[] = JSON.parse(await docker('inspect', ...ids.split('\n')))
    return found.sort((a, b) => a.Name.localeCompare(b.Name))
  }
  const isHealthy = async (service: string): Promise<boolean> => {
    const found = await containers(service)
    return found.length > 0 && found.every(({ State }) => State.Health?.Status === 'healthy')
  }
  const healthy = async (...wanted: string[]): Promise<void> => {
    for (const service of wanted) {
      await eventually(() => isHealthy(service), { within: 300_000, every: 1_000 }).catch(async () => {
        throw new Error(
          `${service} is not healthy; it said: ${await compose('logs', '--tail', '20', service)}`,
        )
      })
    }
  }
  const exec = (...args: string[]) => compose('exec', '-T', ...args)
  const rootFile = '/data/caddy/pki/authorities/local/root.crt'
  const root = await eventually(() => exec('caddy', 'cat', rootFile).catch(() => null), {
    within: 120_000,
  })
  return {
    ...place,
    compose,
    docker,
    containers,
    healthy,
    scale: async (service, copies) => {
      const only = ['--no-build', '--no-deps', '--no-recreate', '--scale', `${service}=${copies}`]
      await compose('up', '-d', ...only, service)
      await healthy(service)
    },
    exec,
    psql: (sql) => compose('exec', '-T', 'db', ...psqlAs('abparts_user', 'abparts_prod'), sql),
    https: httpsClient(place.publicUrl, root),
  }
}

const psqlAs = (user: string, database: string) => [
  'psql',
  '-U',
  user,
  '-d',
  database,
  '-v',
  'ON_ERROR_STOP=1',
  '-tAc',
]
