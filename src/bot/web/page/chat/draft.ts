import { useCallback, useState } from 'preact/hooks'
import { recall, remember } from '../parts/store.ts'

/** Where the draft of somebody's new chat is kept. */
export const newChat = (personId: string): string => `${personId} new`

/** Puts a text where it will be written on. */
export function putDraft(place: string, text: string): void {
  remember(`draft:${place}`, text)
}

/** The text being written, kept in this tab until it is sent. */
export function useDraft(place: string): [string, (text: string) => void] {
  const [text, setText] = useState(() => recall(`draft:${place}`))
  const write = useCallback(
    (next: string) => {
      putDraft(place, next)
      setText(next)
    },
    [place],
  )
  return [text, write]
}
