import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { execa } from 'execa'
import { z } from 'zod'
import { testPort } from './ports.ts'
import { removeDataFolder, temporaryFolder } from './test-server.ts'

/** A place for the whole product: folders and ports that several starts share. */
export interface ProductPlace {
  folder: string
  dataDir: string
  /** The settings that it is started with. */
  settings: Record<string, string>
  chatUrl: string
  assistantUrl: string
  /** What was started here. */
  products: Product[]
  /** Ends whatever still runs and removes the folders. */
  remove(): Promise<void>
}

const stateSchema = z.object({
  ready: z.boolean(),
  services: z.record(z.string(), z.object({ state: z.string(), pid: z.number().nullable() })),
})

export type ServiceName = 'bot' | 'assistant' | 'db' | 'ops_db'

/** The whole product as `npm start` runs it. */
export interface Product {
  /** Of the agent. */
  pid: number
  /** Everything it printed so far. */
  output(): string
  /** Resolves to the exit code when the agent has ended; null when a signal ended it. */
  exited: Promise<number | null>
  hasEnded(): boolean
  /** Resolves when everything answers; rejects with what was printed when it ended before. */
  ready(): Promise<void>
  pidOf(service: ServiceName): Promise<number>
  /** Kills a service and resolves to the pid of the one that runs in its place. */
  killAndAwaitRevival(service: ServiceName): Promise<number>
  /** What Ctrl-C in a terminal does: the signal goes to the whole process group. */
  interrupt(): void
  /** Interrupts and waits; resolves to the exit code. */
  stop(): Promise<number | null>
  /** kill -9 of the agent alone. */
  killAgent(): Promise<void>
  /** kill -9 of the agent, its processes and its servers. */
  killEverything(): Promise<void>
}

/** A place of its own. Without the sample manuals, unless they are asked for: reading them takes seconds. */
export async function productPlace({ samples = false } = {}): Promise<ProductPlace> {
  const folder = await temporaryFolder('product-')
  const dataDir = join(folder, 'data')
  if (!samples) await passOverSamples(dataDir)
  const [botPort, assistantPort] = [await testPort(), await testPort()]
  const products: Product[] = []
  return {
    products,
    folder,
    dataDir,
    chatUrl: `http://localhost:${botPort}`,
    assistantUrl: `http://127.0.0.1:${assistantPort}`,
    settings: {
      DATA_DIR: dataDir,
      LOG_DIR: join(folder, 'logs'),
      ASSISTANT_PORT: String(assistantPort),
      BOT_PORT: String(botPort),
    },
    remove: async () => {
      for (const product of products) await product.stop()
      killAll(await processesOf(dataDir))
      await eventually(async () => (await processesOf(dataDir)).length === 0)
      await removeDataFolder(dataDir)
      await removeDataFolder(folder)
    },
  }
}

const root = join(import.meta.dirname, '../..')

async function passOverSamples(dataDir: string): Promise<void> {
  const manuals: { file: string }[] = JSON.parse(
    await readFile(join(root, 'samples/manuals/manuals.json'), 'utf8'),
  )
  await mkdir(join(dataDir, 'agent'), { recursive: true })
  await writeFile(
    join(dataDir, 'agent/samples.json'),
    JSON.stringify({ added: manuals.map(({ file }) => file) }),
  )
}

/** Starts the product in a place; it may refuse, see `exited` and `output`. */
export function startProduct(
  place: ProductPlace,
  settings: Record<string, string> = {},
  [program, ...args]: [string, ...string[]] = [process.execPath, 'src/main.ts'],
): Product {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env
  const agent = execa(program, args, {
    cwd: root,
    detached: true,
    cleanup: false,
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
    extendEnv: false,
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...place.settings, ...settings },
  })
  const pid = agent.pid ?? 0
  let output = ''
  agent.all.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8')
  })
  let ended = false
  const exited = agent.then(({ exitCode }) => {
    ended = true
    return exitCode ?? null
  })
  const pidOf = async (service: ServiceName): Promise<number> => {
    const found = (await stateOf(place))?.services[service]
    if (found?.state !== 'running' || found.pid === null) throw new Error(`${service} does not run`)
    return found.pid
  }
  const product: Product = {
    pid,
    output: () => output,
    exited,
    hasEnded: () => ended,
    ready: () =>
      eventually(async () => {
        if (ended) throw new Error(`the product ended while starting:\n${output}`)
        return output.includes('Ctrl-C stops everything')
      }, 150_000).catch(async (error) => {
        // Its last words come a moment after its end.
        await rest(300)
        throw new Error(`the product is not ready; it said:\n${output}`, { cause: error })
      }),
    pidOf,
    killAndAwaitRevival: async (service) => {
      const before = await pidOf(service)
      process.kill(before, 'SIGKILL')
      await eventually(async () => (await pidOf(service).catch(() => before)) !== before)
      return pidOf(service)
    },
    interrupt: () => void process.kill(-pid, 'SIGINT'),
    stop: async () => {
      if (!ended) process.kill(-pid, 'SIGINT')
      return exited
    },
    killAgent: async () => {
      process.kill(pid, 'SIGKILL')
      await exited
    },
    killEverything: async () => {
      killAll([pid, ...(await processesOf(place.dataDir))])
      await exited
    },
  }
  place.products.push(product)
  return product
}

async function stateOf(place: ProductPlace): Promise<z.infer<typeof stateSchema> | undefined> {
  const text = await readFile(join(place.dataDir, 'agent/state.json'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : stateSchema.parse(JSON.parse(text))
}

/** The pids of all processes on whose command line a folder stands: those of the product that uses it. */
export async function processesOf(folder: string): Promise<number[]> {
  const lines = process.platform === 'linux' ? await commandLinesOfLinux() : await commandLinesOfPs()
  return lines.filter(({ line }) => line.includes(folder)).map(({ pid }) => pid)
}

interface CommandLine {
  pid: number
  line: string
}

/** Without `ps`, which a small Debian lacks. */
async function commandLinesOfLinux(): Promise<CommandLine[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const read = async (pid: string): Promise<CommandLine> => ({
    pid: Number(pid),
    line: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
  })
  return Promise.all(pids.map(read))
}

async function commandLinesOfPs(): Promise<CommandLine[]> {
  const { stdout } = await execa('ps', ['-ww', '-eo', 'pid=,command='])
  return stdout.split('\n').map((line) => ({ pid: Number.parseInt(line.trim(), 10), line }))
}

function killAll(pids: number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
  }
}

/** Waits until something holds; rejects when it does not in time (milliseconds). */
export async function eventually(holds: () => Promise<boolean>, withinMs = 45_000): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`did not come to hold within ${withinMs} ms: ${holds}`)
    await rest(25)
  }
}
