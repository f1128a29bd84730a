import { z } from 'zod'
import { isForward, localTimeSchema } from './local-time.ts'
import { notifySchema } from './paging-settings.ts'

const idSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, {
    error: 'must be lower-case letters, digits and hyphens, such as maria-p',
  })
  .refine((id) => id !== 'bot', { error: 'must not be bot: so the bot calls itself' })

export const roleSchema = z.enum(
  ['staff', 'on-call', 'senior', 'development', 'knowledge-keeper', 'administrator'],
  { error: 'must be one of staff, on-call, senior, development, knowledge-keeper, administrator' },
)
export type Role = z.infer<typeof roleSchema>

const absenceSchema = z
  .strictObject({ from: localTimeSchema, until: localTimeSchema })
  .refine(isForward, { path: ['until'], error: 'must be later than from' })

const personSchema = z.strictObject({
  id: idSchema,
  name: z.string({ error: 'must be the name of a person' }).trim().min(1).max(80),
  roles: z.array(roleSchema, { error: 'must be a list, such as [staff]' }).default([]),
  /** How the platforms call this person; `local` is the name at sign-in by password, and in the demo's switcher. */
  identities: z
    .strictObject({
      local: z.string().min(1).optional(),
      slack: z.string().min(1).optional(),
      /** The object id in Entra. */
      teams: z.string().min(1).toLowerCase().optional(),
    })
    .default({}),
  phone: z
    .string({ error: 'must be a telephone number in quotes, such as "+30 210 000 0000"' })
    .regex(/^\+?[\d ()-]{5,25}$/, { error: 'must be a telephone number, such as "+30 210 000 0000"' })
    .optional(),
  email: z.email({ error: 'must be an e-mail address, such as maria@example.com' }).optional(),
  /** By which ways this person is paged, by severity; without a list as the runbook says. */
  notify: notifySchema.optional(),
  /** What this person is answered in where a question's own language does not show. */
  language: z
    .string()
    .regex(/^[a-z]{2}$/, { error: 'must be a two-letter language code such as en' })
    .optional(),
  /** When they cannot be reached, in the time zone of runbook.yml. */
  away: z
    .array(absenceSchema, { error: 'must be a list, such as [{ from: "2026-12-24", until: "2026-12-27" }]' })
    .optional(),
})
export type Person = z.infer<typeof personSchema>

/** What people.yml holds. */
export const peopleFileSchema = z
  .strictObject({
    people: z.array(personSchema, { error: 'must be a list of people, each with an id and a name' }).min(1),
  })
  .superRefine(({ people }, context) => {
    for (const [index, field, value] of repeated(people)) {
      context.addIssue({
        code: 'custom',
        path: ['people', index, ...field],
        message: `"${value}" belongs to somebody else already; give everybody their own`,
      })
    }
  })

/** The people that the program knows. */
export interface People {
  /** In the order of the file. */
  all: Person[]
  byId(id: string): Person | undefined
  /** Who a platform's own id means; `local` for the local one. */
  byIdentity(platform: keyof Person['identities'], id: string): Person | undefined
}

/** Makes what was read from people.yml searchable. */
export function peopleOf({ people }: z.infer<typeof peopleFileSchema>): People {
  return {
    all: people,
    byId: (id) => people.find((person) => person.id === id),
    byIdentity: (platform, id) => people.find((person) => person.identities[platform] === id),
  }
}

/** What somebody wants to do, and the roles that may. Whatever is not here, nobody may. */
const rights = {
  ask: ['staff'],
  'get-a-person': ['staff'],
  'see-own-cases': ['staff'],
  'take-case': ['on-call', 'development'],
  'see-status': ['staff'],
  'see-contacts': ['staff'],
  'see-maintenance': ['staff'],
  'plan-maintenance': ['senior'],
  'see-phone-numbers': ['on-call', 'development'],
  'see-service-state': ['on-call', 'development'],
  'see-settings-problems': ['administrator'],
  'set-channels': ['administrator'],
  'upload-manuals': ['knowledge-keeper'],
  'review-answers': ['senior', 'knowledge-keeper'],
  'see-logs': ['on-call'],
  'review-logs': ['on-call'],
  'close-ticket': ['on-call'],
  'see-performance': ['on-call'],
  'see-runs': ['on-call'],
  'see-schedules': ['on-call'],
  'steer-schedules': ['senior'],
  'see-audit': ['senior', 'administrator'],
  'restart-service': ['on-call'],
  'start-service': ['on-call'],
  'stop-service': ['on-call'],
  'approve-stop': ['on-call'],
  'change-config': ['on-call'],
  'approve-config': ['senior'],
  'make-backup': ['on-call'],
  'maintain-database': ['senior'],
  'approve-maintenance': ['senior'],
  'restore-backup': ['senior'],
  'approve-restore': ['senior'],
  'break-glass': ['on-call'],
  'review-run': ['senior'],
} as const satisfies Record<string, readonly Role[]>

export type Action = keyof typeof rights

/** Whether a person may do something; nobody and unknown actions may not. */
export function may(person: Person | null | undefined, action: Action): boolean {
  const allowed: readonly Role[] = Object.hasOwn(rights, action) ? rights[action] : []
  return person != null && rolesOf(person).some((role) => allowed.includes(role))
}

/** The roles that may do something by themselves, without what a role implies. */
export function rolesThatMay(action: Action): readonly Role[] {
  return rights[action]
}

/**
 * A person's roles with what they imply: everybody known is staff, a senior is on-call too; an administrator
 * is neither.
 */
export function rolesOf(person: Person): Role[] {
  const implied: Role[] = person.roles.includes('senior') ? ['staff', 'on-call'] : ['staff']
  return [...new Set([...implied, ...person.roles])]
}

/** The ids and identities that occur twice: index of the later person, field, value. */
function* repeated(people: Person[]): Generator<[number, string[], string]> {
  const seen = new Set<string>()
  for (const [index, person] of people.entries()) {
    const identities = Object.entries(person.identities).map(([platform, id]) => ({
      field: ['identities', platform],
      value: id,
    }))
    for (const { field, value } of [{ field: ['id'], value: person.id }, ...identities]) {
      const key = JSON.stringify([field, value])
      if (seen.has(key)) yield [index, field, value]
      seen.add(key)
    }
  }
}
