import { useCallback, useEffect, useState } from 'preact/hooks'
import { parseRoute, type Route } from './route.ts'

/** The address as state: the route, and a way to go elsewhere without loading the page anew. */
export function useRoute(): [Route, (path: string) => void] {
  const read = () => parseRoute(location.pathname, location.search)
  const [route, setRoute] = useState(read)
  useEffect(() => {
    const moved = () => setRoute(read())
    addEventListener('popstate', moved)
    return () => removeEventListener('popstate', moved)
  }, [])
  const go = useCallback((path: string) => {
    if (path !== location.pathname + location.search) history.pushState(null, '', path)
    setRoute(read())
  }, [])
  return [route, go]
}

/** Goes to an address of the page, from anywhere in it. */
export function visit(path: string): void {
  history.pushState(null, '', path)
  dispatchEvent(new PopStateEvent('popstate'))
}

/** Follows a link inside the page, unless it is to open elsewhere. */
export function follow(event: MouseEvent, go: () => void): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  go()
}
