import { useEffect } from 'preact/hooks'

/** The address of the form for a manual, which opens above whatever is shown. */
const addingPath = '/manuals/add'
const event = 'add-manual'

export function isAdding(path: string): boolean {
  return path === addingPath
}

/** Opens the form, from anywhere in the page. */
export function askToAdd(): void {
  dispatchEvent(new Event(event))
}

/** Opens the form when it is asked for, and where the page began at its address. */
export function useAdding(show: () => void): void {
  useEffect(() => {
    if (isAdding(location.pathname)) {
      history.replaceState(null, '', '/')
      show()
    }
    addEventListener(event, show)
    return () => removeEventListener(event, show)
  }, [])
}
