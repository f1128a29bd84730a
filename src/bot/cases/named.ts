import { UserError } from '../../errors.ts'
import type { People, Person } from '../../people.ts'

/** The person of this id or name. @throws UserError where there is none, or several. */
export function personNamed(words: string, people: People): Person {
  const wanted = words.trim().replace(/^@/, '').toLowerCase()
  const exact = people.all.filter(({ id, name }) => id === wanted || name.toLowerCase() === wanted)
  const near = people.all.filter(
    ({ name }) => wanted !== '' && name.toLowerCase().split(' ').includes(wanted),
  )
  const [found, second] = exact.length > 0 ? exact : near
  if (found !== undefined && second === undefined) return found
  throw new UserError(
    'no_person',
    found === undefined ? `There is nobody called “${words}”.` : `Several people are called “${words}”.`,
    { action: 'Write the name as people.yml has it, such as Anna Placeholder, or the id, such as anna.' },
  )
}
