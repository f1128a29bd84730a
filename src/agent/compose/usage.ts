import { cpus } from 'node:os'
import { z } from 'zod'
import type { Stats } from '../../agent-api.ts'
import type { Container } from './containers.ts'
import { type Docker, lookMs } from './docker.ts'
import { replicaOf } from './state.ts'

const lineSchema = z.object({ ID: z.string(), CPUPerc: z.string(), MemUsage: z.string() })

/** What containers use now, and what they may use. */
export async function usageOf(
  docker: Docker,
  containers: Container[],
  signal: AbortSignal,
): Promise<Stats['replicas']> {
  if (containers.length === 0) return []
  const ids = containers.map(({ id }) => id)
  const args = ['stats', '--no-stream', '--no-trunc', '--format', '{{json .}}', ...ids]
  const text = await docker.run(args, signal, lookMs)
  const lines = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [parseLine(line)]))
  return containers.flatMap((container) => {
    const line = lines.find(({ ID }) => container.id.startsWith(ID) || ID.startsWith(container.id))
    return line === undefined ? [] : [statsOf(container, line)]
  })
}

function parseLine(text: string): z.infer<typeof lineSchema> {
  return lineSchema.parse(JSON.parse(text))
}

function statsOf(container: Container, { CPUPerc, MemUsage }: z.infer<typeof lineSchema>) {
  return {
    ...replicaOf(container),
    cpu_percent: Number.parseFloat(CPUPerc) || 0,
    // The agent sees the same machine from its own container.
    cpu_cores: container.limits.cores ?? cpus().length,
    memory_bytes: bytesOf(MemUsage.split('/')[0] ?? ''),
    memory_limit_bytes: container.limits.memoryBytes,
  }
}

const units: Record<string, number> = { b: 1, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40 }

/** `12.5MiB` */
export function bytesOf(text: string): number {
  const [, number = '0', unit = 'b'] = /^([\d.]+)\s*([a-z]+)$/i.exec(text.trim()) ?? []
  return Math.round(Number(number) * (units[unit.toLowerCase()] ?? 1))
}
