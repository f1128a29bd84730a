import { useState } from 'preact/hooks'
import type { ConversationView, Me, PersonView } from '../api.ts'
import { casesPage, casesTitle } from './cases/cases-page.ts'
import { useCases } from './cases/use-cases.ts'
import { Chat } from './chat/chat.ts'
import { newChat, putDraft } from './chat/draft.ts'
import { html, place, type VNode } from './parts/html.ts'
import { icon } from './parts/icons.ts'
import { newKey } from './parts/key.ts'
import { maintenanceLine } from './parts/maintenance-line.ts'
import { phone, useMedia } from './parts/media.ts'
import { conversationHref, type Route } from './parts/route.ts'
import { remember } from './parts/store.ts'
import { runsPage, runsTitle } from './runs/runs-page.ts'
import { useRuns } from './runs/use-runs.ts'
import { useConversations } from './side/conversations.ts'
import { topBar, useDrawer } from './side/drawer.ts'
import { Side } from './side/side.ts'
import { SourcePanel } from './source/panel.ts'
import { useFocusedSource } from './source/shown.ts'
import { useManuals } from './upload/manuals.ts'

interface WorkspaceProps {
  me: Me
  person: PersonView
  route: Exclude<Route, { at: 'document' }>
  go: (path: string) => void
  become: (id: string) => void
  /** Reads /api/me again: there may be new models and questions. */
  reload: () => Promise<void>
}

/** The three columns: conversations, chat or runs or cases, source. */
export function Workspace({ me, person, route, go, become, reload }: WorkspaceProps): VNode {
  /** The conversation that the address names; null for a new one. */
  const openId = route.at === 'chat' ? route.conversation : null
  const runs = useRuns(me.seesRuns)
  const cases = useCases(route.at === 'cases' || route.at === 'case')
  const conversations = useConversations()
  const [fresh, setFresh] = useState(newKey)
  const side = useDrawer()
  const source = useFocusedSource()
  const isPhone = useMedia(phone)
  const id = openId ?? fresh
  const view = conversations.list?.find((one) => one.id === id)
  const startNew = () => {
    source.close()
    setFresh(newKey())
    go('/')
  }
  const askAbout = (model: string) => {
    remember('model', model)
    startNew()
  }
  const openCommand = (command: string) => {
    putDraft(newChat(person.id), command)
    startNew()
  }
  const manuals = useManuals({ me, takesDrops: route.at !== 'case', reload, askAbout })
  const openConversation = (path: string) => {
    source.close()
    go(path)
  }
  if (route.at === 'chat') document.title = view ? `${view.title} · AI Assistant` : 'AI Assistant'
  const chat = () =>
    place(Chat, {
      key: id,
      me: { ...me, machineModels: manuals.models },
      id,
      named: openId !== null,
      ...(view ? { view } : {}),
      shown: source.shown,
      open: source.open,
      onSending: () => openId === null && go(conversationHref(id)),
      onAccepted: conversations.put,
      startNew,
      ...(me.mayUpload ? { addManual: manuals.show } : {}),
      aside: manuals.chip,
    })

  const page = () => {
    if (route.at === 'chat') return chat()
    if (route.at === 'cases' || route.at === 'case')
      return casesPage(route, { ...cases, personId: person.id, shown: source.shown, open: source.open })
    return runsPage(route, { ...runs, openCommand }, me.seesRuns)
  }

  return html`<div class="app ${source.shown ? 'has-source' : ''}">
    ${place(Side, {
      me,
      conversations,
      openId,
      route,
      waiting: {
        runs: runs.waiting.value?.filter(({ isYours }) => isYours).length ?? 0,
        cases: cases.list.value?.waiting ?? 0,
      },
      shown: side.shown,
      become,
      startNew,
      go: openConversation,
      hide: side.hide,
    })}
    ${side.shown && html`<div class="scrim" onClick=${side.hide}></div>`}
    <main class="centre" inert=${side.shown || (isPhone && source.shown !== null)}>
      ${topBar(titleOf(route, view), side, startNew)}
      ${me.maintenance && maintenanceLine(me.maintenance)}
      ${page()}
    </main>
    ${source.shown && place(SourcePanel, { citation: source.shown, close: source.close })}
    ${manuals.dialog}
    ${manuals.dropping && html`<div class="drop-veil">${icon('upload')}<p>Drop the manual to add it</p></div>`}
  </div>`
}

function titleOf(route: WorkspaceProps['route'], view: ConversationView | undefined): string {
  if (route.at === 'chat') return view?.title ?? ''
  return route.at === 'cases' || route.at === 'case' ? casesTitle(route) : runsTitle(route)
}
