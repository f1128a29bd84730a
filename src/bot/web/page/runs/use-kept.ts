import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { RunCard } from '../../api.ts'
import { client } from '../parts/client.ts'

type ByNumber = ReadonlyMap<number, RunCard>

/**
 * Runs that were pressed here stay on the page as they are now, until it is left: whoever pressed sees what
 * came of it, and a refusal has a card to stand at.
 * @param change another one whenever any run has changed
 */
export function useKept(change: string) {
  const [kept, setKept] = useState<ByNumber>(new Map())
  const numbers = useRef<number[]>([])
  numbers.current = [...kept.keys()]
  const keep = (run: RunCard) => setKept((known) => new Map(known).set(run.number, run))
  const reloadKept = useCallback(async () => {
    const read = numbers.current.map((number) => client.run(number).catch(() => null))
    const fresh = (await Promise.all(read)).filter((run) => run !== null)
    setKept((known) => new Map([...known, ...fresh.map((run) => [run.number, run] as const)]))
  }, [])
  useEffect(() => {
    if (numbers.current.length > 0) void reloadKept()
  }, [change, reloadKept])
  return { kept, keep, reloadKept }
}
