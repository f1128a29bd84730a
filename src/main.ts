import { enableCompileCache } from 'node:module'
import { resolve } from 'node:path'
import { type Config, processConfig, processEnvironment } from './config.ts'
import { UserError } from './errors.ts'
import { makeFolder } from './make-folder.ts'
import type { Report } from './report.ts'

/** A process that serves until it is closed. */
interface Running {
  url: string
  close(): Promise<void>
}

/** The processes that serve; each is loaded only where it runs. */
const processes: Record<string, (config: Config, signal: AbortSignal) => Promise<Running>> = {
  agent: async (config, signal) => {
    // What is compiled once starts faster from then on. Where it cannot be kept, nothing happens.
    await keepCompiled(resolve(config.DATA_DIR, 'agent/compile-cache'))
    const { startAgent } = await import('./agent/app.ts')
    return startAgent(config, { signal, terminal: process.stdout })
  },
  assistant: async (config, signal) =>
    unlessStopped(signal, (await import('./assistant/app.ts')).startAssistant(config)),
  bot: async (config, signal) => unlessStopped(signal, (await import('./bot/app.ts')).startBot(config)),
}

async function keepCompiled(folder: string): Promise<void> {
  const isThere = await makeFolder(folder).then(
    () => true,
    () => false,
  )
  if (isThere) enableCompileCache(folder)
}

const print = (line: string): void => void process.stdout.write(`${line}\n`)
const remark = (line: string): void => void process.stderr.write(`${line}\n`)

/** What is done once, and ends. */
const commands: Record<string, (config: Config) => Promise<void>> = {
  migrate: async (config) => (await import('./migrate-command.ts')).migrateDatabases(config, print),
  // The bot's database from a backup, while the bot is stopped.
  'ops-restore': async (config) => {
    const { restoreOps } = await import('./agent/app.ts')
    await restoreOps(config, process.argv.slice(3), { signal, terminal: process.stdout })
  },
  'audit-verify': async (config) => {
    const { verifyCommand } = await import('./audit-command.ts')
    // Stopped before its end, it has not found it whole.
    process.exitCode = 1
    const isWhole = await unlessStopped(signal, verifyCommand(config, { print, remark }))
    process.exitCode = isWhole ? 0 : 1
  },
  'audit-export': async (config) => {
    const { exportCommand, paced } = await import('./audit-command.ts')
    await unlessStopped(signal, exportCommand(config, process.argv.slice(3), paced(process.stdout)))
  },
}

/** How long closing may take, in milliseconds, before the process ends anyway. */
const patience = 4_500

const signal = stopSignal()
try {
  await become(process.argv[2] ?? 'agent')
  process.exit()
} catch (error) {
  if (signal.aborted) process.exit()
  await refuse(error)
  process.exit(1)
}

/** Fires when this process is to stop: at a signal, or because the process that started it has ended. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop)
  if (process.connected) process.once('disconnect', stop)
  followNpm(stop)
  // A terminal or a parent that is gone takes no more words; that is no reason to fail.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  return stopping.signal
}

/** npm starts the program through a shell that passes no signal on: when they are gone, this process goes too. */
function followNpm(stop: () => void): void {
  if (processEnvironment()['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stop(), 500).unref()
}

/** Is the named process until it is told to stop. */
async function become(name: string): Promise<void> {
  if (name === 'doctor') return await examine()
  const config = processConfig()
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command !== undefined) return await command(config)
  const start = Object.hasOwn(processes, name) ? processes[name] : undefined
  if (start === undefined) {
    throw new UserError('no_such_process', `There is no process called "${name}".`, {
      action: `Name one of: ${[...Object.keys(processes), ...Object.keys(commands), 'doctor'].join(', ')}.`,
    })
  }
  const running = await start(config, signal)
  await report({ type: 'ready', url: running.url })
  await stopped(signal)
  setTimeout(() => process.exit(1), patience).unref()
  await running.close()
}

/** Looks at everything that the program leans on; the exit code says whether something failed. */
async function examine(): Promise<void> {
  const { startDoctor } = await import('./doctor/app.ts')
  const isWell = await unlessStopped(signal, startDoctor({ settings: processConfig, print }))
  process.exitCode = isWell ? 0 : 1
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** Work that is given up when the process is to stop meanwhile: what it holds goes with the process. */
function unlessStopped<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return Promise.race([work, stopped(signal).then(() => Promise.reject(signal.reason))])
}

/** Tells the process that started this one, where there is one. */
function report(message: Report): Promise<void> {
  return new Promise((resolve) => {
    if (!process.send || !process.connected) return resolve()
    process.send(message, () => resolve())
  })
}

/** Says why the process did not start. What is not a UserError is a bug, and is shown with where it happened. */
async function refuse(error: unknown): Promise<void> {
  if (!(error instanceof UserError)) {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
    return
  }
  const { message, action } = error
  process.stderr.write(`${action === undefined ? message : `${message} ${action}`}\n`)
  await report(action === undefined ? { type: 'refused', message } : { type: 'refused', message, action })
}
