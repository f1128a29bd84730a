import { z } from 'zod'
import { UserError } from './errors.ts'

interface Setting {
  schema: z.ZodType
  doc: string
  /** Never shown, logged or counted into a digest in the clear. */
  secret?: true
}

const port = z.coerce.number().int().min(0).max(65_535)
const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must look like postgres://user:password@host:5432/name',
})
const httpUrl = z.url({ protocol: /^https?$/, error: 'must look like https://host' })
/** An id as Slack makes them: one of these letters, then capitals and digits. */
const slackId = (...letters: string[]) =>
  z.string().regex(new RegExp(`^[${letters.join('')}][A-Z0-9]{2,}$`), {
    error: `must be an id from Slack, such as ${letters[0]}0123ABCD`,
  })
const flag = z.stringbool({ error: 'must be true or false' })

/** The one table of settings: a new one is a row here; docs and validation follow from it. */
export const settings = {
  DATA_DIR: {
    schema: z.string().min(1).default('.data'),
    doc: 'Where the embedded databases and the agent keep their files.',
  },
  LOG_DIR: { schema: z.string().default('logs'), doc: 'Where log files go; empty writes none.' },
  LOG_LEVEL: {
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    doc: 'The least severe entry that is logged.',
  },
  CONFIG_DIR: {
    schema: z.string().min(1).default('config'),
    doc: 'The folder with people.yml and runbook.yml.',
  },
  HOST: {
    schema: z.string().min(1).default('127.0.0.1'),
    doc: 'The address that assistant and bot listen on.',
  },
  ASSISTANT_PORT: { schema: port.default(8001), doc: "The assistant's port." },
  BOT_PORT: { schema: port.default(3000), doc: "The bot's port: the web chat and every page." },
  PUBLIC_URL: {
    schema: httpUrl.optional(),
    doc: "The bot's address as people see it; citations link there.",
  },
  ASSISTANT_URL: { schema: httpUrl.optional(), doc: 'Where the bot reaches the assistant.' },
  AGENT_PORT: { schema: port.default(0), doc: "The agent's port; 0 takes a free one." },
  AGENT_URL: { schema: httpUrl.optional(), doc: 'Where the bot reaches the agent.' },
  SERVICES: {
    schema: z
      .string()
      .regex(/^[a-z][a-z0-9_]*(\s*,\s*[a-z][a-z0-9_]*)*$/, { error: 'must be names such as ai_assistant,db' })
      .default('ai_assistant,ai_bot,db'),
    doc: 'The services that the agent shows and acts on, with commas between them; no others.',
  },
  DATABASE_URL: { schema: postgresUrl.optional(), secret: true, doc: "The assistant's database." },
  OPS_DATABASE_URL: { schema: postgresUrl.optional(), secret: true, doc: "The bot's own database." },
  REDIS_URL: {
    schema: z.url({ protocol: /^rediss?$/, error: 'must look like redis://host:6379' }).optional(),
    secret: true,
    doc: 'Counters shared by several copies; without it they are kept in memory.',
  },
  OPENAI_API_KEY: {
    schema: z.string().min(1).optional(),
    secret: true,
    doc: 'With it a model writes the answers; without it they are quoted from the manuals.',
  },
  OPENAI_BASE_URL: { schema: httpUrl.optional(), doc: 'Another address that speaks the OpenAI API.' },
  OPENAI_MODEL: { schema: z.string().min(1).default('gpt-4o'), doc: 'The chat model.' },
  OPENAI_FALLBACK_MODEL: { schema: z.string().min(1).default('gpt-3.5-turbo'), doc: 'The model behind it.' },
  OPENAI_TIMEOUT_SECONDS: {
    schema: z.coerce.number().positive().max(600).default(30),
    doc: 'How long one model call may take.',
  },
  MAX_UPLOAD_MB: {
    schema: z.coerce.number().positive().max(500).default(50),
    doc: 'The largest manual that is accepted, in megabytes.',
  },
  MAX_PAGES: {
    schema: z.coerce.number().int().positive().default(3000),
    doc: 'The most pages a manual may have.',
  },
  EXTRACT_MEMORY_MB: {
    schema: z.coerce.number().int().min(128).default(700),
    doc: 'Memory that reading one PDF may take, in megabytes.',
  },
  EXTRACT_SECONDS: {
    schema: z.coerce.number().positive().default(300),
    doc: 'Time that reading one PDF may take.',
  },
  CHAT_PER_MINUTE: {
    schema: z.coerce.number().int().positive().default(60),
    doc: 'Questions a minute that one caller may ask.',
  },
  TOKEN_PRIVATE_KEY: {
    schema: z.string().min(1).optional(),
    secret: true,
    doc: 'Signs the short-lived tokens between the processes (Ed25519, PKCS#8, base64); only the bot has it.',
  },
  TOKEN_PUBLIC_KEY: { schema: z.string().min(1).optional(), doc: 'Verifies those tokens (SPKI, base64).' },
  SLACK_BOT_TOKEN: {
    schema: z.string().min(1).optional(),
    secret: true,
    doc: "Slack's token for the bot (xoxb-…); where it is set, the demo's person switcher stays closed.",
  },
  SLACK_APP_TOKEN: {
    schema: z
      .string()
      .startsWith('xapp-', { error: 'must be an app-level token, which begins with xapp-' })
      .optional(),
    secret: true,
    doc: "Slack's app-level token (xapp-…): the bot then connects to Slack itself (Socket Mode).",
  },
  SLACK_SIGNING_SECRET: {
    schema: z.string().min(1).optional(),
    secret: true,
    doc: 'Proves that a request is from Slack, where Slack calls PUBLIC_URL/slack/events (HTTP).',
  },
  SLACK_API_URL: { schema: httpUrl.optional(), doc: "Another address of Slack's API, such as a proxy." },
  SLACK_OPERATIONS_CHANNEL: {
    schema: slackId('C', 'G').optional(),
    doc: 'The id of the channel where plans and runs are shown and approved; without it where they were asked for.',
  },
  SLACK_CASES_CHANNEL: {
    schema: slackId('C', 'G').optional(),
    doc: 'The id of the channel where questions that want a person are shown.',
  },
  SLACK_STAFF_GROUP: {
    schema: slackId('S').optional(),
    doc: 'The id of a user group in Slack whose members count as staff, and never as more.',
  },
  MicrosoftAppId: {
    schema: z.string().min(1).optional(),
    doc: "The bot's id in Teams; where it is set, the demo's person switcher stays closed.",
  },
  MicrosoftAppPassword: {
    schema: z.string().min(1).optional(),
    secret: true,
    doc: "The bot's password in Teams; where it is set, the demo's person switcher stays closed.",
  },
  EMBEDDED: {
    schema: flag.default(false),
    doc: 'Set by the agent on the processes it hosts on this machine: opens the documented API calls and the person switcher on loopback.',
  },
  MESSAGES_PER_MINUTE: {
    schema: z.coerce.number().int().positive().default(20),
    doc: 'Messages a minute that one person may send to the bot.',
  },
  MESSAGES_PER_MINUTE_CHANNEL: {
    schema: z.coerce.number().int().positive().default(60),
    doc: 'Messages a minute that all together may send to the bot in one place, such as a channel.',
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settings

/** Every setting, validated. */
export type Config = { readonly [Name in SettingName]: z.output<(typeof settings)[Name]['schema']> }

/**
 * Reads the settings from an environment; an empty value counts as not set.
 * @throws UserError naming every setting that is wrong and what it must be.
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const values: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [name, setting] of Object.entries(settings)) {
    const given = environment[name]
    const value = given === '' && name !== 'LOG_DIR' ? undefined : given
    const parsed = setting.schema.safeParse(value)
    if (parsed.success) values[name] = parsed.data
    else problems.push(`${name} ${parsed.error.issues[0]?.message ?? 'is not valid'}`)
  }
  if (problems.length > 0) {
    throw new UserError('bad_setting', `Settings are not valid: ${problems.join('; ')}.`, {
      action: 'Correct them in the environment and start again.',
    })
  }
  return values as Config
}

/** This process's own settings: the only place that reads process.env. */
export function processConfig(): Config {
  return readConfig(process.env)
}

/** The environment as it is, for handing on to a child process. */
export function processEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

/** The public address of the bot, where people open citations. */
export function publicUrl(config: Config): string {
  return (config.PUBLIC_URL ?? `http://localhost:${config.BOT_PORT}`).replace(/\/$/, '')
}
