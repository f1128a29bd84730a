import { dirname } from 'node:path'
import { z } from 'zod'
import { UserError } from '../../errors.ts'
import { type Docker, lookMs } from './docker.ts'

/** The stack of a Compose file. */
export interface Project {
  name: string
  services: string[]
  /** The arguments of Docker's command for something that Compose does with it. */
  args(...args: string[]): string[]
}

const configSchema = z.object({ name: z.string().min(1), services: z.record(z.string(), z.unknown()) })

/**
 * Reads a Compose file, as Compose itself understands it; the engine need not run for it.
 * @throws UserError when it is not valid.
 */
export async function readProject(docker: Docker, file: string, signal: AbortSignal): Promise<Project> {
  const args = (...more: string[]): string[] => [
    ...['compose', '--ansi', 'never', '-f', file, '--project-directory', dirname(file)],
    ...more,
  ]
  const text = await docker.run(args('config', '--format', 'json'), signal, lookMs)
  const parsed = configSchema.safeParse(parseJson(text))
  if (!parsed.success) {
    throw new UserError('bad_compose_file', `${file} is no Compose file with a name of its own.`, {
      action: 'Set COMPOSE_FILE to the file of the stack.',
    })
  }
  return { name: parsed.data.name, services: Object.keys(parsed.data.services), args }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
