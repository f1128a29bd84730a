import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Citation } from '../../../../assistant-api.ts'

/** The source that is shown; closing gives the focus back to where it was opened from. */
export function useFocusedSource() {
  const [shown, setShown] = useState<Citation | null>(null)
  const opener = useRef<HTMLElement | null>(null)
  const open = useCallback((citation: Citation) => {
    opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
    setShown(citation)
  }, [])
  const close = useCallback(() => setShown(null), [])
  useLayoutEffect(() => {
    if (shown !== null) return
    if (opener.current?.isConnected) opener.current.focus()
    opener.current = null
  }, [shown])
  return { shown, open, close }
}
