import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { isForbidden, mayPass, sentenceOf } from './failure.ts'

/** Something that is read from the server, and read again when it has changed there. */
export interface Fresh<Value> {
  value?: Value
  /** Why it could not be read the last time. */
  problem?: string
  /** It is not there for this person, and trying again does not help. */
  isMissing: boolean
  reload: () => Promise<void>
}

const retryAfterMs = 4_000

type State<Value> = Omit<Fresh<Value>, 'reload'>

function failed<Value>({ value }: State<Value>, error: unknown): State<Value> {
  const isMissing = isForbidden(error) || !mayPass(error)
  return { ...(value !== undefined && !isMissing ? { value } : {}), problem: sentenceOf(error), isMissing }
}

/**
 * Reads something now and whenever `change` is another; what was there stays while it is read. Of several
 * readings the last one begun counts, and a failure is tried again.
 */
export function useFresh<Value>(load: () => Promise<Value>, change: unknown): Fresh<Value> {
  const [state, setState] = useState<State<Value>>({ isMissing: false })
  const begun = useRef(0)
  const loading = useRef(load)
  loading.current = load
  const reload = useCallback(async () => {
    begun.current += 1
    const mine = begun.current
    const put = (next: (before: State<Value>) => State<Value>) => mine === begun.current && setState(next)
    await loading.current().then(
      (value) => put(() => ({ value, isMissing: false })),
      (error: unknown) => put((before) => failed(before, error)),
    )
  }, [])
  useEffect(() => {
    void reload()
  }, [change, reload])
  useEffect(() => {
    if (state.problem === undefined || state.isMissing) return
    const timer = setTimeout(() => void reload(), retryAfterMs)
    return () => clearTimeout(timer)
  }, [state, reload])
  return { ...state, reload }
}
