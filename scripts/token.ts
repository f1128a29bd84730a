import { parseArgs } from 'node:util'
import { newToken } from '../src/bot/web/sign-in/api-token.ts'
import { scopeSchema } from '../src/bot/web/sign-in/scopes.ts'
import { messageOf, UserError } from '../src/errors.ts'
import { type Accounts, commandLine, personWith, printTable, withAccounts } from './accounts/accounts.ts'
import { newPrivateFile } from './accounts/private-file.ts'

/**
 * Tokens for programs: `npm run token -- create NAME --person ID --scopes monitor,ask,knowledge --days 90 --out FILE`,
 * `list`, `revoke ID`. The file, or what - prints, is the header that `curl -H @FILE` sends.
 */
const dayMs = 24 * 3_600_000
const longest = 366

interface Options {
  positionals: string[]
  values: { person?: string; scopes?: string; days?: string; out?: string }
}

const commands: Record<string, (accounts: Accounts, options: Options) => Promise<void>> = {
  create: async (accounts, { positionals: [, name], values }) => {
    if (name === undefined || values.out === undefined) throw usage()
    const person = personWith(values.person, accounts)
    const expiresAt = new Date(Date.now() + daysOf(values.days) * dayMs)
    const scopes = scopesOf(values.scopes)
    const { id, hash, text } = newToken()
    const header = `Authorization: Bearer ${text}\n`
    const keep = () =>
      accounts.store.tokens.create({ id, hash, name, personId: person.id, scopes, expiresAt }, commandLine)
    if (values.out === '-') {
      await keep()
      process.stdout.write(header)
    } else {
      await newPrivateFile(values.out, header, keep)
    }
    const until = expiresAt.toISOString().slice(0, 10)
    process.stderr.write(`Token ${id} acts for ${person.name} until ${until}: ${scopes.join(', ')}.\n`)
  },
  list: async ({ store }) => {
    const day = (date: Date | null) => date?.toISOString().slice(0, 10) ?? '-'
    const rows = (await store.tokens.list()).map((token) => [
      token.id,
      token.name,
      token.personId,
      token.scopes.join(','),
      day(token.expiresAt),
      day(token.usedAt),
      day(token.revokedAt),
    ])
    printTable([['id', 'name', 'person', 'scopes', 'expires', 'used', 'revoked'], ...rows])
  },
  revoke: async ({ store }, { positionals: [, id = ''] }) => {
    if (!(await store.tokens.revoke(id, commandLine))) {
      throw new UserError('no_token', `There is no token ${id} that could be revoked.`, {
        action: 'The command list shows them.',
      })
    }
    process.stdout.write(`Token ${id} is revoked.\n`)
  },
}

await withAccounts(async (accounts) => {
  const options = readOptions()
  const [command = ''] = options.positionals
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined
  if (run === undefined) throw usage()
  await run(accounts, options)
})

function readOptions(): Options {
  const string = { type: 'string' } as const
  try {
    return parseArgs({
      allowPositionals: true,
      options: { person: string, scopes: string, days: string, out: string },
    })
  } catch (error) {
    throw new UserError('bad_option', `${messageOf(error)}.`, { cause: error })
  }
}

function daysOf(text = '90'): number {
  const days = Number(text)
  if (Number.isInteger(days) && days >= 1 && days <= longest) return days
  throw new UserError('bad_days', `--days must be a whole number from 1 to ${longest}.`)
}

function scopesOf(text = '') {
  const parsed = text.split(',').map((one) => scopeSchema.safeParse(one.trim()))
  const scopes = parsed.flatMap(({ data }) => data ?? [])
  if (scopes.length === parsed.length) return [...new Set(scopes)]
  throw new UserError('bad_scopes', `--scopes must be one or more of ${scopeSchema.options.join(', ')}.`)
}

function usage(): UserError {
  return new UserError(
    'no_command',
    'Say what to do: create NAME --person ID --scopes monitor,ask,knowledge --days 90 --out FILE (or - to print it), list, or revoke ID.',
  )
}
