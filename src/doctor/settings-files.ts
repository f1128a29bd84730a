import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { parseConfigText } from '../config-text.ts'
import { UserError } from '../errors.ts'
import { namedForDuty } from '../oncall/duty.ts'
import { type People, type Person, peopleFileSchema, peopleOf, rolesOf } from '../people.ts'
import type { RunbookSettings } from '../runbook-settings.ts'
import { checkedRunbookSchema } from '../sops/schedules/checked.ts'

/** What people.yml and runbook.yml say. @throws UserError where one is missing or not valid. */
export async function readSettingsFiles(
  folder: string,
): Promise<{ people: People; runbook: RunbookSettings }> {
  const people = await read(folder, 'people.yml', peopleFileSchema.transform(peopleOf))
  const runbook = await read(folder, 'runbook.yml', checkedRunbookSchema)
  return { people, runbook }
}

/** Whoever is named for a duty, and everybody with the role. */
export function onCall(people: People, runbook: RunbookSettings): Person[] {
  const named = namedForDuty(runbook).map(({ id }) => id)
  return people.all.filter((person) => named.includes(person.id) || rolesOf(person).includes('on-call'))
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
