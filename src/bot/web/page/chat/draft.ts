import { useCallback, useState } from 'preact/hooks'
import { recall, remember } from '../parts/store.ts'

/** The text being written, kept in this tab until it is sent. */
export function useDraft(place: string): [string, (text: string) => void] {
  const key = `draft:${place}`
  const [text, setText] = useState(() => recall(key))
  const write = useCallback(
    (next: string) => {
      remember(key, next)
      setText(next)
    },
    [key],
  )
  return [text, write]
}
