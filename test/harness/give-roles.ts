import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BotHome, TestBot } from './bot.ts'
import { eventually } from './eventually.ts'
import { replaceFile } from './replace-file.ts'

/** Changes somebody's roles in people.yml, and waits until the bot has taken that up. */
export async function giveRoles(
  { home, bot }: { home: Pick<BotHome, 'configDir'>; bot: Pick<TestBot, 'log'> },
  id: string,
  roles: string[],
): Promise<void> {
  const file = join(home.configDir, 'people.yml')
  const people = await readFile(file, 'utf8')
  const changed = people.replace(
    new RegExp(`(- id: ${id}\\n[^-]*roles: )\\[[^\\]]*\\]`),
    `$1[${roles.join(', ')}]`,
  )
  if (changed === people) return
  const takenUp = () => bot.log.filter(({ msg }) => msg === 'settings file taken up').length
  const before = takenUp()
  await replaceFile(file, changed)
  await eventually(() => takenUp() > before)
}
