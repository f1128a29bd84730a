import { writeFile } from 'node:fs/promises'
import { processConfig } from '../src/config.ts'
import { messageOf, UserError } from '../src/errors.ts'
import { teamsPackage } from './teams-package/package.ts'

/**
 * The app that Teams takes, made for this installation: `npm run teams:package -- [FILE] [VERSION]`. A changed app
 * wants a higher version than the one before.
 */
const [file = 'teams-app.zip', version = '1.0.0'] = process.argv.slice(2)
try {
  await writeFile(file, await teamsPackage(processConfig(), version))
  process.stdout.write(`${file} is written; docs/teams.md says where to upload it.\n`)
} catch (error) {
  const action = error instanceof UserError ? ` ${error.action ?? ''}` : ''
  process.stderr.write(`${messageOf(error)}${action}\n`)
  process.exitCode = 1
}
