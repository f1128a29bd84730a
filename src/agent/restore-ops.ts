import type { Config } from '../config.ts'
import { UserError } from '../errors.ts'
import { openAgent } from './agent.ts'
import { localBackups } from './backups/local.ts'
import { restoreOpsDatabase } from './backups/ops-restore.ts'
import type { Surroundings } from './base.ts'
import { composeBackups } from './compose/agent.ts'
import { containersOf } from './compose/containers.ts'
import { dockerCommand } from './compose/docker.ts'
import { readProject } from './compose/project.ts'
import { runs } from './compose/state.ts'
import { openDatabases } from './databases.ts'
import { healthProbe } from './probes.ts'

/**
 * `npm run ops:restore -- BACKUP [DIGEST]`: in production beside the agent that runs, in its container; hosted on
 * this machine only while nothing else runs on the data folder, whose databases it brings up for it.
 * @throws UserError
 */
export async function restoreOps(
  config: Config,
  [backup, digest]: string[],
  surroundings: Surroundings,
): Promise<void> {
  if (backup === undefined) throw noName()
  const print = (line: string): void => void surroundings.terminal.write(`${line}\n`)
  const restoring = { backup, digest, print }
  const { COMPOSE_FILE, BOT_PORT } = config
  const { signal } = surroundings
  if (COMPOSE_FILE !== undefined) {
    const docker = dockerCommand()
    const project = await readProject(docker, COMPOSE_FILE, signal)
    const bots = () => containersOf(docker, project).of(['ai_bot'], signal)
    const parts = composeBackups({ config, signal }, docker, project, COMPOSE_FILE)
    return restoreOpsDatabase(parts, restoring, async () => (await bots()).some(runs))
  }
  const agent = await openAgent(config, surroundings)
  try {
    const parts = localBackups(agent, await openDatabases(agent))
    const probe = healthProbe(`http://127.0.0.1:${BOT_PORT}`)
    await restoreOpsDatabase(parts, restoring, async () => (await probe(signal)).answered)
  } finally {
    await agent.undo.run()
  }
}

function noName(): UserError {
  return new UserError('no_such_backup', 'Which backup is to be restored?', {
    action: 'Name it: npm run ops:restore -- ai_assistant_YYYYMMDD_HHMMSS.',
  })
}
