import { useEffect, useRef, useState } from 'preact/hooks'
import type { Entry } from '../../api.ts'
import { eventsPath } from '../parts/client.ts'
import { followEvents, type Line } from '../parts/events.ts'

export interface Transcript {
  entries: Entry[]
  line: Line
  /** Everything that stood there has arrived. */
  ready: boolean
}

type ById = ReadonlyMap<string, Entry>

function withEntry(known: ById, entry: Entry): ById {
  const older = known.get(entry.id)
  return older && older.version >= entry.version ? known : new Map(known).set(entry.id, entry)
}

/** The conversation's entries, live, once it exists on the server. */
export function useTranscript(conversation: string, exists: boolean): Transcript {
  const [known, setKnown] = useState<ById>(new Map())
  const [line, setLine] = useState<Line>('connecting')
  const [ready, setReady] = useState(false)
  const version = useRef(0)
  useEffect(() => {
    if (!exists) return
    return followEvents({
      path: () => eventsPath(conversation, version.current),
      event: 'entry',
      onEvent: (data) => {
        const entry = data as Entry
        version.current = Math.max(version.current, entry.version)
        setKnown((before) => withEntry(before, entry))
      },
      onReady: () => setReady(true),
      onLine: setLine,
    })
  }, [conversation, exists])
  const entries = [...known.values()].sort((a, b) => a.position - b.position)
  return { entries, line, ready }
}
