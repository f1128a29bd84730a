import type { Logger } from '../../../log.ts'
import { isUncertain, once, statusOf } from '../api/calls.ts'
import type { Address, Body, Connector } from '../api/connector.ts'
import { markdownText } from '../render/markdown.ts'

/** A message that is being written before somebody's eyes: Teams has this in personal chats. */
export interface Live {
  /**
   * Says what is being done, or shows the text so far.
   * @returns false where Teams does not stream here, or no longer: the message must then be sent as a whole.
   */
  say(note: string): Promise<boolean>
  grow(text: string): Promise<boolean>
  /**
   * Ends the stream with the message as it stays. @returns its id; null where there is no stream to end.
   * @throws where nobody knows whether it ended.
   */
  end(activity: Body): Promise<string | null>
}

export interface LiveParts {
  connector: Connector
  at: Address
  log: Logger
}

type StreamType = 'informative' | 'streaming' | 'final'

/** Opens a message that grows; nothing is sent yet. */
export function openLive({ connector, at, log }: LiveParts): Live {
  let id: string | undefined
  let sequence = 0
  let said = ''
  let state: 'new' | 'open' | 'over' = 'new'

  const entity = (streamType: StreamType) => ({
    type: 'streaminfo',
    streamType,
    ...(streamType !== 'final' && { streamSequence: sequence }),
    ...(id !== undefined && { streamId: id }),
  })

  async function send(streamType: StreamType, text: string): Promise<boolean> {
    if (state === 'over') return false
    sequence += 1
    try {
      const sent = await once(() =>
        connector.send(at, { type: 'typing', text, entities: [entity(streamType)] }),
      )
      id ??= sent
      // Without an id there is nothing that could go on.
      state = id === undefined ? 'over' : 'open'
    } catch (error) {
      state = 'over'
      log.info({ status: statusOf(error) }, 'Teams does not stream this; the message is sent as a whole')
    }
    return state === 'open'
  }

  return {
    say: (note) => send('informative', note),
    grow: async (text) => {
      const whole = markdownText(text)
      if (!whole.startsWith(said)) state = 'over'
      if (whole === said) return state === 'open'
      said = whole
      return await send('streaming', whole)
    },
    end: async (activity) => {
      if (state !== 'open') return null
      state = 'over'
      const entities = Array.isArray(activity['entities']) ? activity['entities'] : []
      const final = { ...activity, entities: [...entities, entity('final')] }
      try {
        return (await once(() => connector.send(at, final))) ?? id ?? null
      } catch (error) {
        if (isUncertain(error) || statusOf(error) === 0) throw error
        log.info(
          { status: statusOf(error) },
          'Teams does not end this stream; the message is sent as a whole',
        )
        return null
      }
    },
  }
}
