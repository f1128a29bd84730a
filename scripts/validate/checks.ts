import { problemsOf } from '../../src/config.ts'
import { contradictions, namedForDuty } from '../../src/oncall/duty.ts'
import { may } from '../../src/people.ts'
import { addressProblems, keyProblems, passwordProblems, roleProblems } from './connected.ts'
import { staleContainers } from './current.ts'
import { foreignSettings, placeholders } from './files.ts'
import type { Installation } from './installation.ts'

/** One line of the checklist that a program can check, by the name that the line carries. */
interface Check {
  id: string
  good: string
  /** Sentences that say what is wrong and what to do; they hold no secret. */
  problems(installation: Installation): string[]
  /** Only where the stack was looked at that runs. */
  ofRunning?: true
}

export const checks: Check[] = [
  {
    id: 'settings',
    good: '.env.production holds valid settings of the assistant, and no others.',
    problems: ({ assistant }) => [
      ...problemsOf(assistant).map((problem) => `${problem}.`),
      ...foreignSettings('.env.production', assistant, 'assistant'),
      ...['DATABASE_URL', 'TOKEN_PUBLIC_KEY']
        .filter((name) => !assistant[name])
        .map((name) => `${name} is not set.`),
    ],
  },
  {
    id: 'bot-settings',
    good: '.env.bot holds valid settings of the bot, and no others.',
    problems: ({ bot }) => [
      ...problemsOf(bot).map((problem) => `${problem}.`),
      ...foreignSettings('.env.bot', bot, 'bot'),
    ],
  },
  {
    id: 'config',
    good: 'people.yml and runbook.yml are valid and fit each other.',
    problems: ({ people, runbook, unreadable }) => [
      ...unreadable,
      ...(people === null || runbook === null ? [] : contradictions(runbook, people)),
    ],
  },
  {
    id: 'placeholders',
    good: 'no example value is left.',
    problems: placeholders,
  },
  {
    id: 'keys',
    good: 'the bot signs with the key that assistant and agent verify.',
    problems: keyProblems,
  },
  {
    id: 'passwords',
    good: 'every database role has a long password of its own.',
    problems: passwordProblems,
  },
  {
    id: 'roles',
    good: 'the assistant works as assistant_app, with its password.',
    problems: roleProblems,
  },
  {
    id: 'address',
    good: 'people reach it by https, under the name that the certificate is for.',
    problems: addressProblems,
  },
  {
    id: 'people',
    good: 'those on duty may run procedures, and somebody else may approve.',
    problems: ({ people, runbook }) => {
      if (people === null || runbook === null) return []
      const able = people.all.filter((person) => may(person, 'approve-stop'))
      return [
        ...namedForDuty(runbook).flatMap(({ duty, id, place }) => {
          const person = people.byId(id)
          const lacks = duty !== 'manager' && person !== undefined && !may(person, 'restart-service')
          return lacks ? [`${id} is ${place} without the role on-call.`] : []
        }),
        ...(able.length < 2
          ? ['Fewer than two people may approve a stop: nobody could approve another’s.']
          : []),
      ]
    },
  },
  {
    id: 'current',
    good: 'the containers have the settings as the files have them now.',
    problems: staleContainers,
    ofRunning: true,
  },
]
