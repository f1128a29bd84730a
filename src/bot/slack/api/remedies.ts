import { UserError } from '../../../errors.ts'
import { slackCodeOf } from './calls.ts'

/** Where Slack says one of these of the bot's token, no further try will help; a person must. */
const ofBotToken: Record<string, string> = {
  invalid_auth:
    'SLACK_BOT_TOKEN is not valid. Copy it again from the app settings, under OAuth & Permissions.',
  account_inactive:
    'The app was removed from the workspace. Install it again, and take its new SLACK_BOT_TOKEN.',
  token_revoked: 'SLACK_BOT_TOKEN was revoked. Install the app again, and take its new token.',
}

/** What is wrong with the bot's token and what to do; undefined where an error says nothing of it. */
export function tokenRemedy(error: unknown): string | undefined {
  return ofBotToken[slackCodeOf(error)]
}

const makeAnother = 'Make one in the app settings, under Basic Information, App-Level Tokens'

/** The same of the app-level token. */
const ofAppToken: Record<string, string> = {
  invalid_auth: `${makeAnother}.`,
  token_revoked: `${makeAnother}.`,
  not_allowed_token_type: `${makeAnother}; it begins with xapp-.`,
  missing_scope: `${makeAnother}, with the scope connections:write.`,
  forbidden_access: 'Turn on Socket Mode in the app settings.',
}

/** What is wrong with the app-level token and what to do; undefined where an error says nothing of it. */
export function appTokenFault(error: unknown): UserError | undefined {
  const action = ofAppToken[slackCodeOf(error)]
  if (action === undefined) return undefined
  return new UserError('bad_token', 'Slack does not take SLACK_APP_TOKEN.', { action, cause: error })
}
