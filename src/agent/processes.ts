import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as rest } from 'node:timers/promises'
import { execa } from 'execa'

/** What a process and everything that it started use. */
export interface Usage {
  /** Of one core, over a short moment. */
  cpu_percent: number
  memory_bytes: number
}

/** Units of a processor's time a second, in /proc of every Linux. */
const ticksPerSecond = 100

/** How long a moment is over which the processor's time is counted, in milliseconds. */
const moment = 200

const isLinux = process.platform === 'linux'

/** When a process was started, by the operating system; undefined where it does not tell. */
export async function startOf(pid: number): Promise<Date | undefined> {
  if (!isLinux) {
    const { stdout } = await ps(['-o', 'lstart=', '-p', String(pid)])
    const date = new Date(stdout.trim())
    return Number.isNaN(date.getTime()) ? undefined : date
  }
  const stat = await statOf(pid)
  const uptime = Number.parseFloat(await readFile('/proc/uptime', 'utf8').catch(() => ''))
  if (stat === undefined || Number.isNaN(uptime)) return undefined
  return new Date(Date.now() - Math.round((uptime - stat.startedTicks / ticksPerSecond) * 1_000))
}

/** What a process and its descendants use now. */
export async function usageOf(pid: number, signal: AbortSignal): Promise<Usage> {
  if (!isLinux) return usageByPs(pid)
  const [before, startedAt] = [await ticksOf(await familyOf(pid)), performance.now()]
  await rest(moment, undefined, { signal })
  const family = await familyOf(pid)
  const seconds = (performance.now() - startedAt) / 1_000
  const ticks = Math.max(0, (await ticksOf(family)) - before)
  return {
    cpu_percent: Math.round((ticks / ticksPerSecond / seconds) * 1_000) / 10,
    memory_bytes: await memoryOf(family),
  }
}

interface Stat {
  pid: number
  parent: number
  ticks: number
  startedTicks: number
}

/** The name, in brackets, may hold anything; the fields are counted from behind it. */
async function statOf(pid: number): Promise<Stat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  if (fields.length < 20) return undefined
  const [parent, user, system, startedTicks] = [fields[1], fields[11], fields[12], fields[19]].map(Number)
  return { pid, parent: parent ?? 0, ticks: (user ?? 0) + (system ?? 0), startedTicks: startedTicks ?? 0 }
}

async function familyOf(pid: number): Promise<Stat[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const all = (await Promise.all(pids.map(statOf))).filter((stat) => stat !== undefined)
  return descendants(pid, all)
}

function descendants<Process extends { pid: number; parent: number }>(
  pid: number,
  all: Process[],
): Process[] {
  const family = all.filter((one) => one.pid === pid)
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member.pid))
  return family
}

async function ticksOf(family: Stat[] | Promise<Stat[]>): Promise<number> {
  return (await family).reduce((sum, { ticks }) => sum + ticks, 0)
}

/** Memory of their own, and once what they share: a database's processes share most. */
async function memoryOf(family: Stat[]): Promise<number> {
  const all = await Promise.all(
    family.map(({ pid }) => readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')),
  )
  const field = (text: string, name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)
  const own = all.reduce((sum, text) => sum + field(text, 'RssAnon') + field(text, 'RssFile'), 0)
  return (own + Math.max(0, ...all.map((text) => field(text, 'RssShmem')))) * 1_024
}

async function usageByPs(pid: number): Promise<Usage> {
  const { stdout } = await ps(['-axo', 'pid=,ppid=,pcpu=,rss='])
  const all = stdout.split('\n').map((line) => {
    const [own = 0, parent = 0, cpu = 0, kilobytes = 0] = line.trim().split(/\s+/).map(Number)
    return { pid: own, parent, cpu, kilobytes }
  })
  const family = descendants(pid, all)
  return {
    cpu_percent: family.reduce((sum, { cpu }) => sum + cpu, 0),
    memory_bytes: family.reduce((sum, { kilobytes }) => sum + kilobytes, 0) * 1_024,
  }
}

async function ps(args: string[]): Promise<{ stdout: string }> {
  const { stdout } = await execa('ps', args, { reject: false, timeout: 3_000, env: { LC_ALL: 'C' } })
  return { stdout: stdout ?? '' }
}
