import { useCallback, useEffect, useState } from 'preact/hooks'
import type { Me } from '../../api.ts'
import { client } from './client.ts'
import { isForbidden, sentenceOf } from './failure.ts'

/** Who is here and what they may do, or why it could not be read. */
export interface MeState {
  me?: Me
  problem?: string
  /** The server answered, and lets nobody in. */
  closed?: boolean
  reload: () => Promise<void>
}

const retryAfterMs = 4_000

function failed(me: Me | undefined, error: unknown): Omit<MeState, 'reload'> {
  const problem = sentenceOf(error)
  if (isForbidden(error)) return { problem, closed: true }
  return me ? { me, problem } : { problem }
}

/** Reads /api/me, and again every few seconds until it is answered. */
export function useMe(): MeState {
  const [state, setState] = useState<Omit<MeState, 'reload'>>({})
  const reload = useCallback(
    () =>
      client.me().then(
        (me) => setState({ me }),
        (error) => setState(({ me }) => failed(me, error)),
      ),
    [],
  )
  useEffect(() => {
    void reload()
  }, [reload])
  useEffect(() => {
    if (state.problem === undefined) return
    const timer = setTimeout(() => void reload(), retryAfterMs)
    return () => clearTimeout(timer)
  }, [state, reload])
  return { ...state, reload }
}
