import { isIP } from 'node:net'
import { z } from 'zod'
import { messageOf, UserError } from './errors.ts'
import { mailServerOf } from './smtp-url.ts'

interface Setting {
  schema: z.ZodType
  doc: string
  /** Never shown, logged or counted into a digest in the clear. */
  secret?: true
  /** The assistant's own, which may be changed from chat (SOP-002) in its settings file. */
  changeable?: true
}

/** Said by whoever reads the file; zod's own words speak of NaN. */
const number = z.coerce.number({ error: 'must be a number' })
const port = number.int().min(0).max(65_535)
const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must look like postgres://user:password@host:5432/name',
})
const httpUrl = z.url({ protocol: /^https?$/, error: 'must look like https://host' })
/** Whoever listens in on plain HTTP could vouch for anybody: it is for this machine alone. */
const issuerUrl = httpUrl.refine(
  (url) => /^https:|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/.test(url),
  { error: 'must begin with https://' },
)
/** Kept as it was written: it is handed on to the bot's process. */
const smtpUrl = z.string().superRefine((address, context) => {
  try {
    mailServerOf(address)
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) })
  }
})
/** An id as Slack makes them: one of these letters, then capitals and digits. */
const slackId = (...letters: string[]) =>
  z.string().regex(new RegExp(`^[${letters.join('')}][A-Z0-9]{2,}$`), {
    error: `must be an id from Slack, such as ${letters[0]}0123ABCD`,
  })
/** An id as Entra makes them, in the lower case in which they are compared. */
const guid = z.guid({ error: 'must be an id such as 00000000-0000-0000-0000-000000000000' }).toLowerCase()
const teamsChannel = z.string().regex(/^19:[^;\s]+@thread\.(tacv2|skype)$/, {
  error: 'must be the id of a channel in Teams, such as 19:abc@thread.tacv2',
})
/** Addresses, networks, and the names that Fastify has for some. */
const proxies = z.string().refine(
  (text) =>
    text.split(',').every((one) => {
      const [address = '', bits] = one.trim().split('/')
      const isNetwork = isIP(address) !== 0 && (bits === undefined || /^\d{1,3}$/.test(bits))
      return isNetwork || ['loopback', 'linklocal', 'uniquelocal'].includes(one.trim())
    }),
  { error: 'must be addresses or networks such as 10.0.0.0/8, or loopback or uniquelocal' },
)
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
    changeable: true,
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
  COMPOSE_FILE: {
    schema: z.string().startsWith('/', { error: 'must be an absolute path' }).optional(),
    doc: 'The Compose file of the stack: with it the agent works on that stack and hosts nothing itself.',
  },
  SETTINGS_FILE: {
    schema: z.string().min(1).optional(),
    doc: "The assistant's settings file, which the agent changes; without it `.env.production` beside the Compose file, or `agent/settings.env` in DATA_DIR where the agent hosts everything.",
  },
  DATABASE_URL: { schema: postgresUrl.optional(), secret: true, doc: "The assistant's database." },
  OPS_DATABASE_URL: { schema: postgresUrl.optional(), secret: true, doc: "The bot's own database." },
  DATABASE_ADMIN_URL: {
    schema: postgresUrl.optional(),
    secret: true,
    doc: "The superuser of the assistant's database server. Only `migrate` reads it: it then makes the database and its roles too.",
  },
  DATABASE_APP_PASSWORD: {
    schema: z.string().min(1).optional(),
    secret: true,
    doc: 'What `migrate` then gives to assistant_app, as which the assistant works.',
  },
  DATABASE_AGENT_PASSWORD: {
    schema: z.string().min(1).optional(),
    secret: true,
    doc: 'What `migrate` then gives to agent_reader, as which the agent reads statistics.',
  },
  DATABASE_MAINTENANCE_URL: {
    schema: postgresUrl.optional(),
    secret: true,
    doc: "The assistant's database for the agent's upkeep, with the role agent_maintainer.",
  },
  DATABASE_MAINTENANCE_PASSWORD: {
    schema: z.string().min(1).optional(),
    secret: true,
    doc: 'What `migrate` then gives to agent_maintainer, as which the agent maintains the database.',
  },
  OPS_DATABASE_ADMIN_URL: {
    schema: postgresUrl.optional(),
    secret: true,
    doc: "The superuser of the bot's database server, likewise.",
  },
  OPS_DATABASE_APP_PASSWORD: {
    schema: z.string().min(1).optional(),
    secret: true,
    doc: 'What `migrate` then gives to bot_app, as which the bot works.',
  },
  REDIS_URL: {
    schema: z.url({ protocol: /^rediss?$/, error: 'must look like redis://host:6379' }).optional(),
    secret: true,
    changeable: true,
    doc: 'Counters shared by several copies; without it they are kept in memory.',
  },
  OPENAI_API_KEY: {
    schema: z.string().min(1).optional(),
    secret: true,
    changeable: true,
    doc: 'With it a model writes the answers; without it they are quoted from the manuals.',
  },
  OPENAI_BASE_URL: {
    schema: httpUrl.optional(),
    changeable: true,
    doc: 'Another address that speaks the OpenAI API.',
  },
  OPENAI_MODEL: {
    schema: z.string().min(1).default('gpt-4o'),
    changeable: true,
    doc: 'The chat model.',
  },
  OPENAI_FALLBACK_MODEL: {
    schema: z.string().min(1).default('gpt-3.5-turbo'),
    changeable: true,
    doc: 'The model behind it.',
  },
  OPENAI_TIMEOUT_SECONDS: {
    schema: number.positive().max(600).default(30),
    changeable: true,
    doc: 'How long one model call may take.',
  },
  MAX_UPLOAD_MB: {
    schema: number.positive().max(500).default(50),
    changeable: true,
    doc: 'The largest manual that is accepted, in megabytes.',
  },
  MAX_PAGES: {
    schema: number.int().positive().default(3000),
    changeable: true,
    doc: 'The most pages a manual may have.',
  },
  EXTRACT_MEMORY_MB: {
    schema: number.int().min(128).default(700),
    changeable: true,
    doc: 'Memory that reading one PDF may take, in megabytes.',
  },
  EXTRACT_SECONDS: {
    schema: number.positive().default(300),
    changeable: true,
    doc: 'Time that reading one PDF may take.',
  },
  CHAT_PER_MINUTE: {
    schema: number.int().positive().default(60),
    changeable: true,
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
  SLACK_CLIENT_ID: {
    schema: z.string().min(1).optional(),
    doc: "The Slack app's client id: people sign in to the web chat with Slack.",
  },
  SLACK_CLIENT_SECRET: {
    schema: z.string().min(1).optional(),
    secret: true,
    doc: "The Slack app's client secret, for the same.",
  },
  SLACK_TEAM_ID: {
    schema: slackId('T', 'E').optional(),
    doc: 'The id of the only workspace whose members may sign in with Slack.',
  },
  SLACK_ISSUER: {
    schema: issuerUrl.default('https://slack.com'),
    doc: 'Who vouches for people who sign in with Slack; another one for tests.',
  },
  TRUSTED_PROXY: {
    schema: proxies.optional(),
    doc: 'The reverse proxies whose X-Forwarded-For is believed: addresses, networks, `loopback` or `uniquelocal`, with commas between them.',
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
  SLACK_ANNOUNCEMENTS_CHANNEL: {
    schema: slackId('C', 'G').optional(),
    doc: 'The id of a channel that everybody reads, where maintenance is announced; without it only the operations channel hears of it.',
  },
  SLACK_STAFF_GROUP: {
    schema: slackId('S').optional(),
    doc: 'The id of a user group in Slack whose members count as staff, and never as more.',
  },
  MicrosoftAppId: {
    schema: guid.optional(),
    doc: "The id of the bot's app in Entra, for Teams; where it is set, the demo's person switcher stays closed.",
  },
  MicrosoftAppPassword: {
    schema: z.string().min(1).optional(),
    secret: true,
    doc: 'The secret of that app; not with a managed identity.',
  },
  MicrosoftAppType: {
    schema: z
      .enum(['SingleTenant', 'UserAssignedMSI'], { error: 'must be SingleTenant or UserAssignedMSI' })
      .default('SingleTenant'),
    doc: 'How the bot proves who it is: with its secret, or as a managed identity in Azure.',
  },
  MicrosoftAppTenantId: {
    schema: guid.optional(),
    doc: 'The id of the only tenant whose people may use the bot in Teams.',
  },
  TEAMS_TENANT_IS_STAFF: {
    schema: flag.default(false),
    doc: 'Whether everybody of that tenant but its guests counts as staff, and never as more; without it only people.yml says who is.',
  },
  TEAMS_OPERATIONS_CHANNEL: {
    schema: teamsChannel.optional(),
    doc: 'The id of the channel in Teams where plans and runs are shown and approved (19:…@thread.tacv2).',
  },
  TEAMS_CASES_CHANNEL: {
    schema: teamsChannel.optional(),
    doc: 'The id of the channel in Teams where questions that want a person are shown.',
  },
  TEAMS_ANNOUNCEMENTS_CHANNEL: {
    schema: teamsChannel.optional(),
    doc: 'The id of a channel in Teams that everybody reads, where maintenance is announced; without it only the operations channel hears of it.',
  },
  TEAMS_FILE_HOSTS: {
    schema: z
      .string()
      .default('sharepoint.com')
      .transform((names) => names.split(',').map((name) => name.trim().toLowerCase())),
    doc: 'Where files of Teams may be fetched from: names of hosts, with commas between them.',
  },
  TEAMS_PLAYGROUND: {
    schema: flag.default(false),
    doc: "Takes what Microsoft's Agents Playground sends on this machine, from anybody, unproved; never together with MicrosoftAppId.",
  },
  TEAMS_LOGIN_URL: {
    schema: issuerUrl.default('https://login.microsoftonline.com'),
    doc: 'Where Entra gives tokens; another one for a national cloud.',
  },
  TEAMS_OPENID_URL: {
    schema: issuerUrl.default('https://login.botframework.com/v1/.well-known/openidconfiguration'),
    doc: 'Where the keys are published with which Teams signs; another one for a national cloud.',
  },
  EMBEDDED: {
    schema: flag.default(false),
    doc: 'Set by the agent on the processes it hosts on this machine: opens the documented API calls and the person switcher on loopback.',
  },
  TICKET_WEBHOOK_URL: {
    schema: httpUrl.optional(),
    secret: true,
    doc: 'Where tickets of what recurs in the logs are sent, as JSON; without it they are only kept.',
  },
  TICKET_WEBHOOK_SECRET: {
    schema: z.string().min(1).optional(),
    secret: true,
    doc: 'Signs what is sent there: X-Signature-256 is sha256= and the HMAC of the body.',
  },
  SMTP_URL: {
    schema: smtpUrl.optional(),
    secret: true,
    doc: 'The mail server by which people are paged, such as smtps://user:password@mail.example.com; without it nobody is paged by e-mail.',
  },
  MAIL_FROM: {
    schema: z.email({ error: 'must be an e-mail address, such as assistant@example.com' }).optional(),
    doc: 'The address that these mails come from.',
  },
  PAGE_WEBHOOK_URL: {
    schema: httpUrl.optional(),
    secret: true,
    doc: 'Where pages are sent, as JSON, for a service that pushes or rings; without it nowhere.',
  },
  PAGE_WEBHOOK_SECRET: {
    schema: z.string().min(1).optional(),
    secret: true,
    doc: 'Signs what is sent there, as TICKET_WEBHOOK_SECRET does.',
  },
  AUDIT_HEADS_FILE: {
    schema: z.string().min(1).optional(),
    doc: 'Where the bot notes how far the audit has got, outside the database; without it `ai_bot/audit-heads.jsonl` in LOG_DIR.',
  },
  AUDIT_WEBHOOK_URL: {
    schema: httpUrl.optional(),
    secret: true,
    doc: 'Where the same is sent, as JSON; without it nowhere.',
  },
  AUDIT_WEBHOOK_SECRET: {
    schema: z.string().min(1).optional(),
    secret: true,
    doc: 'Signs what is sent there, as TICKET_WEBHOOK_SECRET does.',
  },
  MESSAGES_PER_MINUTE: {
    schema: number.int().positive().default(20),
    doc: 'Messages a minute that one person may send to the bot.',
  },
  MESSAGES_PER_MINUTE_CHANNEL: {
    schema: number.int().positive().default(60),
    doc: 'Messages a minute that all together may send to the bot in one place, such as a channel.',
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settings

/** Every setting, validated. */
export type Config = { readonly [Name in SettingName]: z.output<(typeof settings)[Name]['schema']> }

/** An environment, of this process or of a file. */
type Environment = Record<string, string | undefined>

/**
 * Reads the settings from an environment; an empty value counts as not set.
 * @throws UserError naming every setting that is wrong and what it must be.
 */
export function readConfig(environment: Environment): Config {
  const { values, problems } = parseSettings(environment)
  if (problems.length > 0) {
    throw new UserError('bad_setting', `Settings are not valid: ${problems.join('; ')}.`, {
      action: 'Correct them in the environment and start again.',
    })
  }
  return values as Config
}

/** What is wrong with the settings of an environment, each as words that hold no value; empty where nothing is. */
export function problemsOf(environment: Environment): string[] {
  return parseSettings(environment).problems
}

function parseSettings(environment: Environment): { values: Record<string, unknown>; problems: string[] } {
  const values: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [name, setting] of Object.entries(settings)) {
    const given = environment[name]
    const value = given === '' && name !== 'LOG_DIR' ? undefined : given
    const parsed = setting.schema.safeParse(value)
    if (parsed.success) values[name] = parsed.data
    else problems.push(`${name} ${parsed.error.issues[0]?.message ?? 'is not valid'}`)
  }
  return { values, problems }
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
