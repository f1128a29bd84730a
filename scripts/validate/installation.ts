import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { parseConfigText } from '../../src/config-text.ts'
import { parseEnv, valuesOf } from '../../src/env-file.ts'
import { UserError } from '../../src/errors.ts'
import { type People, peopleFileSchema, peopleOf } from '../../src/people.ts'
import type { RunbookSettings } from '../../src/runbook-settings.ts'
import { checkedRunbookSchema } from '../../src/sops/schedules/checked.ts'
import type { Facts } from '../monitor/facts.ts'

/** What the files of an installation say. */
export interface Installation {
  /** .env */
  stack: Record<string, string>
  /** .env.production */
  assistant: Record<string, string>
  /** .env.bot */
  bot: Record<string, string>
  people: People | null
  runbook: RunbookSettings | null
  /** The environment of every container of a service, NAME=value each; null where nobody looked at what runs. */
  running: Map<string, string[][]> | null
  /** Why a file could not be read, each a sentence. */
  unreadable: string[]
}

export function readInstallation(files: Facts, configFolder: string): Installation {
  const unreadable: string[] = []
  const tried = <Value>(read: () => Value): Value | null => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      unreadable.push([error.message, error.action].filter(Boolean).join(' '))
      return null
    }
  }
  const env = (name: string) => tried(() => valuesOf(parseEnv(files.get(name)?.body ?? ''))) ?? {}
  const text = (name: string) => readFileSync(join(configFolder, name), 'utf8')
  return {
    stack: env('stack'),
    assistant: env('assistant'),
    bot: env('bot'),
    people: tried(() => peopleOf(parseConfigText('people.yml', text('people.yml'), peopleFileSchema))),
    runbook: tried(() => parseConfigText('runbook.yml', text('runbook.yml'), checkedRunbookSchema)),
    running: environmentsIn(files),
    unreadable,
  }
}

const lineSchema = z.array(z.string())

function environmentsIn(files: Facts): Installation['running'] {
  const found = ['ai_assistant', 'ai_bot'].flatMap((service) => {
    const lines = files.get(service)?.body.split('\n').filter(Boolean)
    const read = (line: string) => lineSchema.parse(JSON.parse(line))
    return lines === undefined ? [] : [[service, lines.map(read)] as const]
  })
  return found.length === 0 ? null : new Map(found)
}
