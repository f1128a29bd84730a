import { execa } from 'execa'

export interface ShellOptions {
  cwd?: string
  /** Beside those of this process. */
  env?: Record<string, string>
  input?: string
  /** In milliseconds. */
  timeout?: number
}

/** Runs a program to its end and gives what it printed; fails with all of it where it does not end well. */
export async function shell(program: string, args: string[], options: ShellOptions = {}): Promise<string> {
  const done = await tried(program, args, options)
  if (done.code === 0) return done.output
  throw new Error(`${program} ${args.join(' ')} ended with ${done.code}:\n${done.output}\n${done.errors}`)
}

/** The same, whatever its end. */
export async function tried(
  program: string,
  args: string[],
  { cwd, env = {}, input, timeout = 300_000 }: ShellOptions = {},
): Promise<{ code: number | null; output: string; errors: string }> {
  const done = await execa(program, args, {
    ...(cwd !== undefined && { cwd }),
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    env,
    timeout,
    reject: false,
    maxBuffer: 50_000_000,
  })
  return { code: done.exitCode ?? null, output: done.stdout, errors: done.stderr }
}
