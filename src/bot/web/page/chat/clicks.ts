import { useRef, useState } from 'preact/hooks'
import type { Entry } from '../../api.ts'
import { client } from '../parts/client.ts'
import { sentenceOf } from '../parts/failure.ts'
import { newKey } from '../parts/key.ts'

/** What came of the clicks on one entry. */
export interface ClickState {
  /** A click is on its way, or done and the card has not changed yet. */
  busy: boolean
  problem?: string
}

export interface Clicks {
  of: (entry: Entry) => ClickState
  click: (entry: Entry, action: string, value: string, input?: string) => void
}

interface Clicked {
  /** The entry's version at the click; a newer one frees its buttons. */
  version: number
  problem?: string
}

/** How long a click that changes nothing on its own card keeps the card's buttons. */
const releaseMs = 4_000

/** Clicks on a conversation's cards. A click that failed is repeated under its first key. */
export function useClicks(conversation: string): Clicks {
  const [clicked, setClicked] = useState<ReadonlyMap<string, Clicked>>(new Map())
  const keys = useRef(new Map<string, string>())
  const put = (id: string, what: Clicked) => setClicked((all) => new Map(all).set(id, what))
  const release = (id: string, version: number) =>
    setClicked((all) => {
      if (all.get(id)?.version !== version) return all
      const rest = new Map(all)
      rest.delete(id)
      return rest
    })

  const click = async ({ id, version }: Entry, action: string, value: string, input?: string) => {
    const same = `${id} ${version} ${action} ${value} ${input ?? ''}`
    const key = keys.current.get(same) ?? newKey()
    keys.current.set(same, key)
    put(id, { version })
    try {
      await client.click(conversation, {
        key,
        entryId: id,
        action,
        value,
        ...(input === undefined ? {} : { input }),
      })
      keys.current.delete(same)
      setTimeout(() => release(id, version), releaseMs)
    } catch (error) {
      put(id, { version, problem: sentenceOf(error) })
    }
  }
  return {
    of: ({ id, version }) => {
      const last = clicked.get(id)
      if (!last || last.version !== version) return { busy: false }
      return last.problem === undefined ? { busy: true } : { busy: false, problem: last.problem }
    },
    click: (entry, action, value, input) => void click(entry, action, value, input),
  }
}
