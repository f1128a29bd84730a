import { useEffect, useState } from 'preact/hooks'
import { followEvents, type Line } from './events.ts'

/** How long several changes that come together are gathered, in milliseconds. */
const gatherMs = 60

/** How far each of many numbered things is. */
export interface Heads<Head> {
  heads: ReadonlyMap<number, Head>
  line: Line
}

/** Follows a stream on which each event is the head of something that changed; where it is not on, nothing. */
export function useHeads<Head extends { number: number }>(
  path: string,
  event: string,
  isOn: boolean,
): Heads<Head> {
  const [heads, setHeads] = useState<ReadonlyMap<number, Head>>(new Map())
  const [line, setLine] = useState<Line>('connecting')
  useEffect(() => {
    if (!isOn) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let fresh: Head[] = []
    const put = () => {
      timer = undefined
      const gathered = fresh
      fresh = []
      setHeads((known) => new Map([...known, ...gathered.map((head) => [head.number, head] as const)]))
    }
    const stop = followEvents({
      path: () => path,
      event,
      onEvent: (data) => {
        fresh.push(data as Head)
        timer ??= setTimeout(put, gatherMs)
      },
      onReady: () => undefined,
      onLine: setLine,
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [path, event, isOn])
  return { heads, line }
}
