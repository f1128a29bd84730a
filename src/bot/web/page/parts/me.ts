import { useCallback, useEffect, useState } from 'preact/hooks'
import type { Me } from '../../api.ts'
import { client } from './client.ts'
import { isSignedOut, sentenceOf } from './failure.ts'
import { onSignedOut } from './signed-out.ts'

/** Who is here and what they may do, or why it could not be read. */
export interface MeState {
  me?: Me
  problem?: string
  /** Nobody is signed in any more; `me` is who was. */
  isOut?: boolean
  reload: () => Promise<void>
}

type Known = Omit<MeState, 'reload'>

const retryAfterMs = 4_000

function failed({ me }: Known, error: unknown): Known {
  const was = me ? { me } : {}
  return isSignedOut(error) ? { ...was, isOut: true } : { ...was, problem: sentenceOf(error) }
}

/**
 * Reads /api/me, and again every few seconds until it is answered. Whoever is signed out may sign in with another
 * tab: it is looked again when this one is turned to.
 */
export function useMe(): MeState {
  const [state, setState] = useState<Known>({})
  const reload = useCallback(
    () =>
      client.me().then(
        (me) => setState({ me }),
        (error) => setState((known) => failed(known, error)),
      ),
    [],
  )
  useEffect(() => {
    void reload()
  }, [reload])
  useEffect(() => onSignedOut(() => setState(({ me }) => ({ ...(me ? { me } : {}), isOut: true }))), [])
  useEffect(() => {
    if (!state.isOut) return
    const look = () => void reload()
    addEventListener('focus', look)
    return () => removeEventListener('focus', look)
  }, [state.isOut, reload])
  useEffect(() => {
    if (state.problem === undefined) return
    const timer = setTimeout(() => void reload(), retryAfterMs)
    return () => clearTimeout(timer)
  }, [state, reload])
  return { ...state, reload }
}
