import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Config } from '../config.ts'
import { parseConfigText } from '../config-text.ts'
import { UserError } from '../errors.ts'
import { type Check, failed, ok, warning } from '../finding.ts'
import { contradictions, namedForDuty } from '../oncall/duty.ts'
import { type People, type Person, peopleFileSchema, peopleOf, rolesOf } from '../people.ts'
import type { RunbookSettings } from '../runbook-settings.ts'
import { checkedRunbookSchema } from '../sops/schedules/checked.ts'

/** Whether people.yml and runbook.yml are valid, agree, and name those on call as Slack knows them. */
export function peopleCheck({ CONFIG_DIR: folder, SLACK_BOT_TOKEN: slackToken }: Config): Check {
  return {
    name: 'People',
    look: async () => {
      const people = await read(folder, 'people.yml', peopleFileSchema.transform(peopleOf))
      const runbook = await read(folder, 'runbook.yml', checkedRunbookSchema)
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

async function read<Schema extends z.ZodType>(
  folder: string,
  name: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const path = join(folder, name)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UserError('missing_config_file', `${path} is missing or cannot be read.`, {
      action: 'Put it back, or set CONFIG_DIR to the folder that holds it.',
      cause,
    })
  })
  return parseConfigText(name, text, schema)
}

/** Whoever is named for a duty, and everybody with the role. */
function onCall(people: People, runbook: RunbookSettings): Person[] {
  const named = namedForDuty(runbook).map(({ id }) => id)
  return people.all.filter((person) => named.includes(person.id) || rolesOf(person).includes('on-call'))
}

const withoutSlack = (people: Person[]): string[] =>
  people.filter(({ identities }) => identities.slack === undefined).map(({ id }) => id)
