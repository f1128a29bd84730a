import { useEffect, useState } from 'preact/hooks'
import type { CaseHead, CaseList } from '../../api.ts'
import type { Sources } from '../chat/answer.ts'
import { caseEventsPath, client } from '../parts/client.ts'
import { type Fresh, useFresh } from '../parts/use-fresh.ts'
import { type Heads, useHeads } from '../parts/use-heads.ts'

/** What is known of the cases that this person sees. */
export interface CasesState extends Heads<CaseHead> {
  list: Fresh<CaseList>
}

/** What the pages of cases work with. */
export interface CasePages extends CasesState {
  personId: string
  /** The page of a manual that is shown beside, and how to show one. */
  shown: Sources['shown']
  open: Sources['open']
}

/** While no page of cases is open, the number of those that wait is looked up so often, in milliseconds. */
const lookMs = 15_000

/**
 * The cases: followed while one of their pages is open, else looked up now and then, for a browser has only six
 * lines to a server.
 */
export function useCases(isOpen: boolean): CasesState {
  const { heads, line } = useHeads<CaseHead>(caseEventsPath, 'case', isOpen)
  const [looks, setLooks] = useState(0)
  useEffect(() => {
    if (isOpen) return
    const look = () => !document.hidden && setLooks((before) => before + 1)
    const timer = setInterval(look, lookMs)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [isOpen])
  const change = [...heads.values()].map(({ number, version }) => `${number}.${version}`).join()
  return { heads, line, list: useFresh(client.cases, `${isOpen} ${looks} ${change}`) }
}
