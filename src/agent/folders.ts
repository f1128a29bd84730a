import { access, chmod, constants, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Config } from '../config.ts'
import { messageOf, UserError } from '../errors.ts'
import { makeFolder } from '../make-folder.ts'

/** Where the agent keeps what. */
export interface Folders {
  dataDir: string
  /** Logs of the supervised processes' output. */
  logs: string
  lock: string
  secrets: string
  journal: string
  state: string
  samples: string
  /** The assistant's settings where nothing else is set, and secrets on their way into them. */
  settings: string
  staged: string
  backups: string
  /** Where Node keeps the compiled code of the supervised processes. */
  compiled: string
}

/**
 * Makes the data folder, of which `agent/` is closed to other users, and the folder of the log files.
 * @throws UserError naming the folder that cannot be written and its setting.
 */
export async function prepareFolders(config: Config): Promise<Folders> {
  await makeWritable(resolve(config.DATA_DIR), 'DATA_DIR')
  // Its one real name, by which the processes of an earlier start are recognised.
  const dataDir = await realpath(config.DATA_DIR)
  const agent = join(dataDir, 'agent')
  await makeWritable(agent, 'DATA_DIR')
  await refuseForeign(dataDir, agent)
  await chmod(agent, 0o700)
  if (config.LOG_DIR !== '') await makeWritable(resolve(config.LOG_DIR), 'LOG_DIR')
  const inAgent = (name: string): string => join(agent, name)
  return {
    dataDir,
    logs: inAgent('logs'),
    lock: inAgent('lock'),
    secrets: inAgent('secrets.json'),
    journal: inAgent('journal.jsonl'),
    state: inAgent('state.json'),
    samples: inAgent('samples.json'),
    settings: inAgent('settings.env'),
    staged: inAgent('staged'),
    backups: join(dataDir, 'backups'),
    compiled: inAgent('compile-cache'),
  }
}

/** Root may write everywhere, and would leave an ordinary user files that it cannot open any more. */
async function refuseForeign(dataDir: string, agent: string): Promise<void> {
  const me = process.getuid?.()
  const { uid } = await stat(agent)
  if (me === undefined || uid === me) return
  throw new UserError('foreign_folder', `The data folder ${dataDir} belongs to another user (uid ${uid}).`, {
    action: 'Start as that user, or set DATA_DIR to a folder of your own.',
  })
}

async function makeWritable(folder: string, setting: string): Promise<void> {
  try {
    await makeFolder(folder)
    await access(folder, constants.W_OK)
  } catch (cause) {
    throw new UserError('unwritable', `The folder ${folder} cannot be written (${messageOf(cause)}).`, {
      action: `Correct its rights, or set ${setting} to a folder that you may write.`,
      cause,
    })
  }
}
