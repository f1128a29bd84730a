import { useCallback, useEffect, useState } from 'preact/hooks'
import type { ConversationView } from '../../api.ts'
import { client } from '../parts/client.ts'

export interface Conversations {
  /** Newest first; undefined until they were read. */
  list?: ConversationView[]
  /** Puts one that changed on top, or in for the first time. */
  put: (conversation: ConversationView) => void
}

/** This person's conversations. A list that cannot be read stays as it was: the chat itself says what is wrong. */
export function useConversations(): Conversations {
  const [list, setList] = useState<ConversationView[]>()
  useEffect(() => {
    void client.conversations().then(
      // One may have begun while the list was still on its way, which does not hold it then.
      ({ conversations }) => setList((begun = []) => begun.reduceRight(onTop, conversations)),
      () => undefined,
    )
  }, [])
  const put = useCallback(
    (conversation: ConversationView) => setList((all = []) => onTop(all, conversation)),
    [],
  )
  return { ...(list ? { list } : {}), put }
}

const onTop = (all: ConversationView[], one: ConversationView): ConversationView[] => [
  one,
  ...all.filter(({ id }) => id !== one.id),
]
