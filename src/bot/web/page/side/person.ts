import type { PersonView } from '../../api.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { Menu } from '../parts/menu.ts'

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((word) => word.slice(0, 1))
    .slice(0, 2)
    .join('')
    .toLocaleUpperCase()

const face = ({ name, roles }: PersonView, demo: boolean) => html`<span class="person-face">
  <span class="initials" aria-hidden="true">${initials(name)}</span>
  <span class="person-words">
    <span class="person-name">${name}</span>
    <span class="person-roles">${roles.join(', ')}</span>
  </span>
  ${demo && icon('chevron')}
</span>`

/** Who is here; in the demo, a menu to be somebody else. */
export function personBlock(
  person: PersonView,
  people: PersonView[] | undefined,
  become: (id: string) => void,
): VNode {
  if (!people) return html`<div class="person">${face(person, false)}</div>`
  const menu = place(Menu, {
    name: `${person.name}, ${person.roles.join(', ')}. Demo: be somebody else`,
    face: face(person, true),
    className: 'person',
    opens: 'up',
    items: people.map(({ id, name, roles }) => ({
      label: name,
      note: roles.join(', '),
      checked: id === person.id,
      pick: () => become(id),
    })),
  })
  return html`<p class="demo">Demo</p>${menu}`
}
