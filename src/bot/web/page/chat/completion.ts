import type { Me } from '../../api.ts'

export type Command = Me['commands'][number]

/** The word being typed after `/`, or undefined where the text is no command or already has its name. */
export function commandPrefix(text: string): string | undefined {
  return /^\/(?:ai\s+)?([^\s/]*)$/i.exec(text)?.[1]?.toLowerCase()
}

/** The commands that fit what was typed: names that begin so first, then those whose words do. */
export function matchingCommands(commands: Command[], text: string): Command[] {
  const prefix = commandPrefix(text)
  if (prefix === undefined) return []
  const byName = commands.filter((command) => command.name.toLowerCase().startsWith(prefix))
  const words = (command: Command) => `${command.name} ${command.summary}`.toLowerCase().split(/[^\p{L}\d]+/u)
  const byWord = commands.filter(
    (command) => !byName.includes(command) && words(command).some((word) => word.startsWith(prefix)),
  )
  return prefix === '' ? commands : [...byName, ...byWord]
}

/** Whether a text is a command's whole name, with or without `/ai`: Enter then sends it. */
export function isWhole({ name }: Command, text: string): boolean {
  return commandPrefix(text) === name.toLowerCase()
}

/** What a command's usage names after it, such as ` question` of `/ask question`. */
export function commandArguments({ name, usage }: Command): string {
  const at = usage.indexOf(name)
  return at < 0 ? '' : usage.slice(at + name.length)
}

/** The text with a command in place, ready for its arguments. */
export function withCommand(command: Command): string {
  return `/${command.name} `
}
