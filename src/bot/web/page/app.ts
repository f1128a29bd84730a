import { render } from 'preact'
import { useState } from 'preact/hooks'
import { client } from './parts/client.ts'
import { fullNotice } from './parts/full-notice.ts'
import { html, place, type VNode } from './parts/html.ts'
import { useMe } from './parts/me.ts'
import { useRoute } from './parts/navigation.ts'
import { SignedOut } from './parts/signed-out.ts'
import { DocumentPage } from './source/document.ts'
import { Workspace } from './workspace.ts'

/** The page: a manual, or the workspace; over it, where nobody is signed in any more, the way back in. */
function App(): VNode {
  const { me, problem, isOut, reload } = useMe()
  const [route, go] = useRoute()
  const [isLeaving, setLeaving] = useState(false)
  const become = async (id: string) => {
    // What is shown goes first: it would ask as the other person for what that one may not see.
    setLeaving(true)
    try {
      await client.become(id)
      go('/')
      await reload()
    } finally {
      setLeaving(false)
    }
  }
  const way = isOut && place(SignedOut, {})
  if (!me) return problem === undefined ? html`${waiting()}${way}` : unreachable(problem, reload)
  if (isLeaving) return waiting()
  if (route.at === 'document') return html`${place(DocumentPage, { ...route, go })}${way}`
  const workspace = place(Workspace, {
    key: me.person.id,
    me,
    person: me.person,
    route,
    go,
    become: (id) => void become(id),
    reload,
  })
  return html`${workspace}${way}`
}

/** The same empty columns that index.html paints first. */
function waiting(): VNode {
  return html`<div class="app"><div class="side"></div><main class="centre"></main></div>`
}

function unreachable(problem: string, reload: () => Promise<void>): VNode {
  const again = html`<button type="button" class="button primary" onClick=${reload}>Try again</button>`
  return fullNotice('The chat has no connection', `${problem} It is tried again every few seconds.`, again)
}

const root = document.getElementById('app')
if (root) {
  root.replaceChildren()
  render(place(App, {}), root)
}
