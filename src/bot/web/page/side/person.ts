import type { Me, PersonView } from '../../api.ts'
import { client } from '../parts/client.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { Menu } from '../parts/menu.ts'
import { forgetAll } from '../parts/store.ts'

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((word) => word.slice(0, 1))
    .slice(0, 2)
    .join('')
    .toLocaleUpperCase()

const face = ({ name, roles }: PersonView, opens: boolean) => html`<span class="person-face">
  <span class="initials" aria-hidden="true">${initials(name)}</span>
  <span class="person-words">
    <span class="person-name">${name}</span>
    <span class="person-roles">${roles.join(', ')}</span>
  </span>
  ${opens && icon('chevron')}
</span>`

/** Who is here, and a menu: to sign out; in the demo, to be somebody else. */
export function personBlock({ person, people, session }: Me, become: (id: string) => void): VNode {
  if (people) return switcher(person, people, become)
  return session ? signedIn(person) : html`<div class="person">${face(person, false)}</div>`
}

/** The session ends on the server; what this tab remembers goes too. A failure leaves everything as it was. */
async function signOut(everywhere: boolean): Promise<void> {
  await client.signOut(everywhere)
  forgetAll()
  location.assign('/sign-in')
}

function signedIn(person: PersonView): VNode {
  const item = (label: string, note: string, everywhere: boolean) => ({
    label,
    note,
    pick: () => void signOut(everywhere).catch(() => location.reload()),
  })
  return place(Menu, {
    name: `${person.name}, ${person.roles.join(', ')}. Sign out`,
    face: face(person, true),
    className: 'person',
    opens: 'up',
    items: [
      item('Sign out', 'In this browser', false),
      item('Sign out everywhere', 'In every browser', true),
    ],
  })
}

function switcher(person: PersonView, people: PersonView[], become: (id: string) => void): VNode {
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
