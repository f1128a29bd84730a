import { type Finding, ok } from '../../../finding.ts'
import type { CheckParts } from './parts.ts'

/** Whether the bot's token works, and whose it is. */
export async function tokenFinding({ bot }: CheckParts): Promise<Finding> {
  const { name, team } = await bot()
  return ok(`it is ${name} in the workspace ${team}.`)
}
