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
