import { useState } from 'preact/hooks'
import type { ConversationView, Me } from '../../api.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { recall, remember } from '../parts/store.ts'
import type { Sources } from './answer.ts'
import { useClicks } from './clicks.ts'
import { Composer } from './composer.ts'
import { newChat, useDraft } from './draft.ts'
import { emptyChat, hasChips } from './empty.ts'
import { Log } from './log.ts'
import { hasPending, useOutbox } from './outbox.ts'
import { useTranscript } from './transcript.ts'

interface ChatProps {
  me: Me
  id: string
  /** The address names this conversation, so it should stand on the server. */
  named: boolean
  /** What the list says of it, once it is there. */
  view?: ConversationView
  shown: Sources['shown']
  open: Sources['open']
  /** A message is being sent: the address may name the conversation now. */
  onSending: () => void
  onAccepted: (conversation: ConversationView) => void
  startNew: () => void
  addManual?: () => void
  /** What stands above the composer, such as an upload that goes on. */
  aside: VNode | false
}

/** One conversation: its log, or what can be asked where it is new, and the composer. */
export function Chat(props: ChatProps): VNode {
  const { me, id, named, view } = props
  const [accepted, setAccepted] = useState(false)
  // A conversation whose first message is still on its way has an address already, but nothing to follow.
  const [stood] = useState(() => named && !hasPending(me.person.id, id))
  const exists = stood || accepted || view !== undefined
  const transcript = useTranscript(id, exists)
  const outbox = useOutbox({
    person: me.person.id,
    conversation: id,
    arrived: new Set(transcript.entries.map((entry) => entry.id)),
    isLive: transcript.line === 'live',
    onAccepted: (conversation) => {
      setAccepted(true)
      props.onAccepted(conversation)
    },
  })
  const clicks = useClicks(id)
  const [text, write] = useDraft(named ? `${me.person.id} ${id}` : newChat(me.person.id))
  const [model, chooseModel] = useModel(view)
  const send = (message: string, about: string) => {
    chooseModel(about)
    outbox.send(message, about)
    props.onSending()
  }
  const isEmpty = !named && outbox.pending.length === 0 && transcript.entries.length === 0
  const edit = (key: string, message: string) => {
    outbox.withdraw(key)
    write(text === '' ? message : `${message}\n${text}`)
  }

  if (transcript.line === 'missing' && outbox.pending.length === 0) return missing(props.startNew)
  return html`<section class="chat ${isEmpty ? 'is-empty' : ''}" aria-label="Chat">
    ${!isEmpty && html`<h1 class="visually-hidden">${view?.title ?? 'Chat'}</h1>`}
    ${
      isEmpty
        ? html`<div class="log-frame"><div class="log">${emptyChat({ me, model, chooseModel, ask: send })}</div></div>`
        : place(Log, { transcript, outbox, clicks, shown: props.shown, open: props.open, edit })
    }
    ${transcript.line === 'reconnecting' && html`<p class="line-state" role="status">Reconnecting…</p>`}
    ${props.aside}
    ${place(Composer, {
      text,
      write,
      send: (message: string) => send(message, model),
      commands: me.commands,
      // The page of a new chat has a chooser of its own.
      models: isEmpty && hasChips(me.machineModels) ? [] : me.machineModels,
      model,
      chooseModel,
      ...(props.addManual ? { addManual: props.addManual } : {}),
    })}
  </section>`
}

/** The chosen machine: the conversation's own, until another is chosen here; a new chat begins with the last. */
function useModel(view: ConversationView | undefined): [string, (model: string) => void] {
  const [chosen, setChosen] = useState<string>()
  const choose = (model: string) => {
    remember('model', model)
    setChosen(model)
  }
  return [chosen ?? view?.machineModel ?? (view ? '' : recall('model')), choose]
}

/** Instead of the chat, where the address names a conversation that this person has not. */
function missing(startNew: () => void): VNode {
  return html`<section class="chat" aria-label="Chat">
    <div class="missing">
      <h1>This conversation is not here</h1>
      <p>It may belong to somebody else, or its address is not complete.</p>
      <button type="button" class="button primary" onClick=${startNew}>New chat</button>
    </div>
  </section>`
}
