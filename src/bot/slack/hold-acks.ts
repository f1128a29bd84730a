import type { App, Receiver, ReceiverEvent } from '@slack/bolt'

/**
 * Bolt acknowledges an event before its listeners have run, so what they fail to store would be lost. Behind this
 * a receiver's acknowledgement waits for the listeners; where they throw there is none, and Slack sends it again.
 */
export function holdAcks(receiver: Receiver): Receiver {
  return {
    init: (app) => receiver.init(holding(app)),
    start: () => receiver.start(),
    stop: () => receiver.stop(),
  }
}

/** The app as a receiver sees it. */
function holding(app: App): App {
  const processEvent = async (event: ReceiverEvent): Promise<void> => {
    let answer: unknown
    const ack: ReceiverEvent['ack'] = async (response) => {
      answer = response
    }
    await app.processEvent({ ...event, ack })
    await event.ack(answer)
  }
  return Object.assign(Object.create(app) as App, { processEvent })
}
