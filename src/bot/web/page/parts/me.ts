import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
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
/** What is said above the page changes meanwhile. */
const againAfterMs = 60_000

function failed({ me }: Known, error: unknown): Known {
  const was = me ? { me } : {}
  return isSignedOut(error) ? { ...was, isOut: true } : { ...was, problem: sentenceOf(error) }
}

/**
 * Reads /api/me, every few seconds until it is answered, then every minute while it is looked at; of several readings
 * the last one begun counts. Whoever is signed out may sign in with another tab: it is looked again when this one is
 * turned to.
 */
export function useMe(): MeState {
  const [state, setState] = useState<Known>({})
  const begun = useRef(0)
  const reload = useCallback(async () => {
    begun.current += 1
    const mine = begun.current
    const put = (next: (known: Known) => Known) => mine === begun.current && setState(next)
    await client.me().then(
      (me) => put(() => ({ me })),
      (error: unknown) => put((known) => failed(known, error)),
    )
  }, [])
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
  useEffect(() => {
    const look = () => document.hidden || void reload()
    const timer = setInterval(look, againAfterMs)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [reload])
  return { ...state, reload }
}
