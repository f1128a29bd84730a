import { hashPassword, requireGoodPassword } from '../src/bot/web/sign-in/password-hash.ts'
import { UserError } from '../src/errors.ts'
import { type Accounts, commandLine, personWith, printTable, withAccounts } from './accounts/accounts.ts'
import { askSecret } from './accounts/ask-secret.ts'

/** Passwords for signing in to the pages: `npm run password -- set maria`, `remove maria`, `list`. */
const [command, id] = process.argv.slice(2)

const commands: Record<string, (accounts: Accounts) => Promise<void>> = {
  set: async (accounts) => {
    const person = personWith(id, accounts)
    const { local } = person.identities
    if (local === undefined) {
      throw new UserError('no_identity', `${person.id} has no name to sign in with.`, {
        action: `Add one to people.yml, such as identities: { local: ${person.id} }.`,
      })
    }
    const password = await askSecret(`Password for ${person.name}`)
    requireGoodPassword(password)
    await accounts.store.passwords.set(person.id, await hashPassword(password), commandLine)
    process.stdout.write(
      `${person.name} signs in as ${local} with this password. Open sessions have ended.\n`,
    )
  },
  remove: async ({ store }) => {
    const removed = id !== undefined && (await store.passwords.remove(id, commandLine))
    if (!removed) throw new UserError('no_password', `${id ?? 'Nobody'} has no password.`)
    process.stdout.write(`${id} has no password any more. Open sessions have ended.\n`)
  },
  list: async ({ store, people }) => {
    const rows = (await store.passwords.list()).map(({ personId, setAt }) => [
      personId,
      people.byId(personId)?.identities.local ?? 'cannot sign in: not in people.yml, or without a local name',
      setAt.toISOString(),
    ])
    printTable([['person', 'signs in as', 'since'], ...rows])
  },
}

await withAccounts(async (accounts) => {
  const run = Object.hasOwn(commands, command ?? '') ? commands[command ?? ''] : undefined
  if (run !== undefined) return await run(accounts)
  throw new UserError('no_command', 'Say what to do: set PERSON, remove PERSON, or list.')
})
