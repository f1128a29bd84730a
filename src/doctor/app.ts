import { createMask, secretSettings } from '../agent/mask.ts'
import { modelServiceHealth } from '../assistant/llm/probe.ts'
import { agentClient } from '../bot/agent.ts'
import { type OnCall, pagingChecks } from '../bot/paging/checks.ts'
import { slackChecks } from '../bot/slack/checks.ts'
import { teamsChecks } from '../bot/teams/checks.ts'
import { signInCheck } from '../bot/web/sign-in/check.ts'
import type { Config } from '../config.ts'
import { type Check, ok } from '../finding.ts'
import { createLog } from '../log.ts'
import { agentCheck } from './agent.ts'
import { databaseCheck } from './databases.ts'
import { examine } from './examine.ts'
import { healthCheck } from './health.ts'
import { modelCheck } from './models.ts'
import { countPasswords } from './passwords.ts'
import { peopleCheck } from './people.ts'
import { redisCheck } from './redis.ts'
import { onCall, readSettingsFiles } from './settings-files.ts'
import { teamsFacts } from './teams.ts'
import { tokenCheck } from './tokens.ts'

export interface DoctorParts {
  /** Reads the settings. @throws UserError where they are not valid. */
  settings(): Config
  /** Shows a line. */
  print(line: string): void
}

/**
 * Looks at everything that the program leans on, and says what is wrong and what to do about it.
 * @returns whether nothing failed.
 */
export async function startDoctor({ settings, print }: DoctorParts): Promise<boolean> {
  const read = readingOf(settings)
  const checks = [settingsCheck(read), ...(read.config === undefined ? [] : checksOf(read.config))]
  const mask = createMask(read.config === undefined ? [] : secretSettings(read.config))
  return await examine(checks, (line) => print(mask(line)))
}

interface Reading {
  config?: Config
  error?: unknown
}

function readingOf(settings: () => Config): Reading {
  try {
    return { config: settings() }
  } catch (error) {
    return { error }
  }
}

function settingsCheck({ config, error }: Reading): Check {
  return {
    name: 'Settings',
    look: async () => {
      if (config === undefined) throw error
      return ok('all are valid.')
    },
  }
}

/** Every check, in the order in which they are told. */
function checksOf(config: Config): Check[] {
  const { ASSISTANT_URL = `http://127.0.0.1:${config.ASSISTANT_PORT}`, BOT_PORT } = config
  const silent = createLog({ ...config, LOG_DIR: '', LOG_LEVEL: 'silent' }, 'doctor')
  return [
    databaseCheck('assistant', config),
    databaseCheck('ops', config),
    redisCheck(config.REDIS_URL),
    tokenCheck(config),
    modelCheck(() => modelServiceHealth(config), config.ASSISTANT_URL !== undefined),
    healthCheck({ name: 'Assistant', url: ASSISTANT_URL, setting: 'ASSISTANT_URL or ASSISTANT_PORT' }),
    healthCheck({ name: 'Bot', url: `http://127.0.0.1:${BOT_PORT}`, setting: 'BOT_PORT' }),
    agentCheck(config, () => agentClient(config)),
    peopleCheck(config),
    signInCheck(config, () => countPasswords(config)),
    ...slackChecks(config, silent),
    ...teamsChecks(config, teamsFacts(config)),
    ...pagingChecks(config, () => whoIsOnCall(config)),
  ]
}

async function whoIsOnCall({ CONFIG_DIR: folder }: Config): Promise<OnCall> {
  const { people, runbook } = await readSettingsFiles(folder)
  return { people: onCall(people, runbook), paging: runbook.paging }
}
