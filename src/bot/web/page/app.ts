import { render } from 'preact'
import { client } from './parts/client.ts'
import { fullNotice } from './parts/full-notice.ts'
import { html, place, type VNode } from './parts/html.ts'
import { useMe } from './parts/me.ts'
import { useRoute } from './parts/navigation.ts'
import { DocumentPage } from './source/document.ts'
import { Workspace } from './workspace.ts'

/** The page: closed, a manual, or the workspace. */
function App(): VNode {
  const { me, problem, closed, reload } = useMe()
  const [route, go] = useRoute()
  const become = async (id: string) => {
    await client.become(id)
    go('/')
    await reload()
  }
  if (closed) return fullNotice('The chat is closed', problem ?? '')
  if (!me) return problem === undefined ? waiting() : unreachable(problem, reload)
  if (!me.person) return fullNotice('The chat is closed', me.closed ?? 'Nobody is signed in.')
  if (route.at === 'document') return place(DocumentPage, { ...route, go })
  return place(Workspace, {
    key: me.person.id,
    me,
    person: me.person,
    route,
    go,
    become: (id) => void become(id),
    reload,
  })
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
