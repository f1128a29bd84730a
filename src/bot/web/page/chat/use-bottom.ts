import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

/** How near to the end still counts as reading the newest, in pixels. */
const near = 80

/**
 * Keeps a scrolling element at its end while somebody reads there, and says when they read further up.
 * @param change whatever changes when there is more to show
 * @param own the newest thing the reader wrote: it is always shown
 */
export function useBottom(change: unknown, own: string | undefined) {
  const scroller = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  const [away, setAway] = useState(false)
  const toEnd = useCallback(() => {
    const { current } = scroller
    if (!current) return
    following.current = true
    current.scrollTop = current.scrollHeight
    setAway(false)
  }, [])
  useLayoutEffect(() => {
    if (following.current) toEnd()
  }, [change, toEnd])
  useLayoutEffect(() => {
    if (own !== undefined) toEnd()
  }, [own, toEnd])
  useEffect(() => {
    const { current } = scroller
    if (!current) return
    const resized = new ResizeObserver(() => following.current && toEnd())
    resized.observe(current)
    return () => resized.disconnect()
  }, [toEnd])
  const onScroll = () => {
    const { current } = scroller
    if (!current) return
    following.current = current.scrollHeight - current.scrollTop - current.clientHeight < near
    setAway(!following.current)
  }
  /** Whatever comes next is to be seen. */
  const follow = () => {
    following.current = true
  }
  return { scroller, onScroll, away, toEnd, follow }
}
