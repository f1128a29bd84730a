import type { Config } from '../config.ts'
import { type Check, failed, ok, warning } from '../finding.ts'
import { contradictions } from '../oncall/duty.ts'
import type { Person } from '../people.ts'
import { onCall, readSettingsFiles } from './settings-files.ts'

/** Whether people.yml and runbook.yml are valid, agree, and name those on call as Slack knows them. */
export function peopleCheck({ CONFIG_DIR: folder, SLACK_BOT_TOKEN: slackToken }: Config): Check {
  return {
    name: 'People',
    look: async () => {
      const { people, runbook } = await readSettingsFiles(folder)
      const [contradiction] = contradictions(runbook, people)
      if (contradiction !== undefined) return failed(contradiction, 'Then look again.')
      const unknown = slackToken === undefined ? [] : withoutSlack(onCall(people, runbook))
      if (unknown.length === 0) return ok('people.yml and runbook.yml are valid.')
      return warning(
        `${unknown.join(', ')} can be on call, but Slack cannot tell who that is.`,
        'Add their member ids to people.yml, as identities: { slack: U0123ABCD }.',
      )
    },
  }
}

const withoutSlack = (people: Person[]): string[] =>
  people.filter(({ identities }) => identities.slack === undefined).map(({ id }) => id)
