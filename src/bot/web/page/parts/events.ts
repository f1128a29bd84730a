import { tellSignedOut } from './signed-out.ts'

/** How the line to the server is; `missing`: there is nothing to follow for this person. */
export type Line = 'connecting' | 'live' | 'reconnecting' | 'missing'

interface Follow {
  /** Where the events stream, from what is known already. */
  path: () => string
  /** The event that carries something. */
  event: string
  onEvent: (data: unknown) => void
  /** All that stood there has arrived. */
  onReady: () => void
  onLine: (line: Line) => void
}

const firstPauseMs = 500
const longestPauseMs = 8_000
/** Pings come more often; a line silent for this long is dead without having said so. */
const silenceMs = 45_000

async function isMissing(path: string): Promise<boolean> {
  const asked = new AbortController()
  try {
    const { status } = await fetch(path, { signal: asked.signal })
    tellSignedOut(status)
    return status === 404 || status === 403
  } catch {
    return false
  } finally {
    asked.abort()
  }
}

/**
 * Follows a stream of events until it is stopped: reconnects from what is known after a break, and lets go of
 * the line while the tab is hidden, for a browser has only six of them.
 */
export function followEvents({ path, event, onEvent, onReady, onLine }: Follow): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let pause = firstPauseMs
  let over = false

  const hangUp = () => {
    clearTimeout(timer)
    source?.close()
    source = undefined
  }
  const later = () => {
    hangUp()
    timer = setTimeout(dial, pause * (0.75 + Math.random() / 2))
    pause = Math.min(pause * 2, longestPauseMs)
  }
  const broken = async () => {
    const lost = path()
    hangUp()
    onLine('reconnecting')
    if (await isMissing(lost)) {
      stop()
      onLine('missing')
    } else if (!over && !document.hidden) later()
  }
  const heard = () => {
    clearTimeout(timer)
    timer = setTimeout(broken, silenceMs)
  }
  const dial = () => {
    hangUp()
    source = new EventSource(path())
    source.addEventListener(event, ({ data }) => {
      heard()
      onEvent(JSON.parse(data))
    })
    source.addEventListener('ready', () => {
      heard()
      pause = firstPauseMs
      onReady()
      onLine('live')
    })
    source.addEventListener('ping', heard)
    source.addEventListener('error', () => void broken())
    heard()
  }
  const seen = () => {
    if (document.hidden) hangUp()
    else dial()
  }
  const stop = () => {
    over = true
    hangUp()
    document.removeEventListener('visibilitychange', seen)
    removeEventListener('online', dial)
  }

  document.addEventListener('visibilitychange', seen)
  addEventListener('online', dial)
  onLine('connecting')
  dial()
  return stop
}
