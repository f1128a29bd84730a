import { type Config, processEnvironment, type SettingName, settings } from '../config.ts'

/** The processes that the agent runs. */
export type Role = 'assistant' | 'bot'

/** The settings that the agent decides on, for both processes. */
export type AgentSettings = Partial<Record<SettingName, string>>

/** What the system and its tools tell every process, as the names of environment variables. */
const ofTheSystem =
  /^(PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|WINDIR|NODE_ENV|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|NODE_COMPILE_CACHE|SSL_CERT_\w+|(HTTPS?|NO|ALL)_PROXY)$/i

/** The secrets that a process needs. A secret that is not named here reaches neither. */
export const secretsOf: Record<Role, SettingName[]> = {
  assistant: ['DATABASE_URL', 'REDIS_URL', 'OPENAI_API_KEY'],
  bot: [
    'OPS_DATABASE_URL',
    'REDIS_URL',
    'TOKEN_PRIVATE_KEY',
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'SLACK_SIGNING_SECRET',
    'SLACK_CLIENT_SECRET',
    'MicrosoftAppPassword',
    'TICKET_WEBHOOK_URL',
    'TICKET_WEBHOOK_SECRET',
    'SMTP_URL',
    'PAGE_WEBHOOK_URL',
    'PAGE_WEBHOOK_SECRET',
    'AUDIT_WEBHOOK_URL',
    'AUDIT_WEBHOOK_SECRET',
  ],
}

/**
 * The environment of a process: the system's variables, the settings, of which only the secrets it needs,
 * and before them what the agent decided. Nothing else of the agent's own environment.
 */
export function environmentOf(
  role: Role,
  config: Config,
  decided: AgentSettings,
  fromFile: Record<string, string> = {},
): Record<string, string> {
  const system = Object.entries(processEnvironment()).filter(([name]) => ofTheSystem.test(name))
  const wanted: Partial<Record<SettingName, unknown>> = { ...config, ...fromFile, ...decided }
  const visible = (Object.keys(settings) as SettingName[])
    .filter((name) => !('secret' in settings[name]) || secretsOf[role].includes(name))
    .flatMap((name): [string, string][] => (wanted[name] === undefined ? [] : [[name, String(wanted[name])]]))
  return Object.fromEntries([...system, ...visible])
}
