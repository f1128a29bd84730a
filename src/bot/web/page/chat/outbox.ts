import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { ConversationView, SendMessage } from '../../api.ts'
import { client } from '../parts/client.ts'
import { mayPass, sentenceOf } from '../parts/failure.ts'
import { newKey } from '../parts/key.ts'
import { recall, remember } from '../parts/store.ts'
import { alarmClock } from './alarm-clock.ts'

/** A message on its way: shown at once, kept over a reload, and repeated only under its first key. */
export interface Pending extends SendMessage {
  createdAt: string
  /** `delayed` is tried again by itself, `refused` is not. */
  state: 'sending' | 'sent' | 'delayed' | 'refused'
  /** Why it was not sent. */
  problem?: string
}

export interface Outbox {
  pending: Pending[]
  send: (text: string, machineModel?: string) => void
  retry: (key: string) => void
  /** Takes a message back, to be written anew. */
  withdraw: (key: string) => void
}

interface OutboxOptions {
  person: string
  conversation: string
  /** The keys of messages that stand in the transcript. */
  arrived: ReadonlySet<string>
  /** Whether the line to the server is up: when it comes up, what was delayed is tried at once. */
  isLive: boolean
  onAccepted: (conversation: ConversationView) => void
}

/** Failures that nobody is told of yet. */
const silentAttempts = 2
const longestPauseMs = 30_000
const pauseMs = (attempt: number) => Math.min(1_000 * 2 ** attempt, longestPauseMs)

/** Where the messages are kept: what one person left unsent is not sent by the next in this tab. */
function placeOf(person: string, conversation: string): string {
  return `outbox:${person} ${conversation}`
}

/** Whether somebody has messages on their way to a conversation. */
export function hasPending(person: string, conversation: string): boolean {
  return recall(placeOf(person, conversation)) !== ''
}

function stored(place: string): Pending[] {
  const kept = recall(place)
  return kept === '' ? [] : (JSON.parse(kept) as Pending[])
}

/** The messages of a conversation that the server has not shown back yet. */
export function useOutbox({ person, conversation, arrived, isLive, onAccepted }: OutboxOptions): Outbox {
  const place = placeOf(person, conversation)
  const [pending, setPending] = useState<Pending[]>(() => stored(place))
  const [alarms] = useState(alarmClock)
  const withdrawn = useRef(new Set<string>())
  const accepted = useRef(onAccepted)
  accepted.current = onAccepted
  const waiting = pending.filter(({ key }) => !arrived.has(key))

  const deliver = useCallback(
    async ({ key, text, machineModel }: SendMessage) => {
      const change = (what: Partial<Pending>) =>
        setPending((all) => all.map((one) => (one.key === key ? { ...one, ...what } : one)))
      for (let attempt = 0; !withdrawn.current.has(key); attempt += 1) {
        try {
          const message = { key, text, ...(machineModel ? { machineModel } : {}) }
          accepted.current(await client.send(conversation, message))
          return change({ state: 'sent' })
        } catch (error) {
          const problem = sentenceOf(error)
          if (!mayPass(error)) return change({ state: 'refused', problem })
          if (attempt >= silentAttempts) change({ state: 'delayed', problem })
        }
        await alarms.sleep(key, pauseMs(attempt))
      }
    },
    [conversation, alarms],
  )
  useEffect(() => {
    for (const message of stored(place)) void deliver(message)
  }, [place, deliver])
  useEffect(() => {
    if (isLive) alarms.wakeAll()
  }, [isLive, alarms])
  useEffect(() => {
    const left = waiting.filter(({ state }) => state !== 'sent')
    remember(place, left.length === 0 ? '' : JSON.stringify(left))
  })

  return {
    pending: waiting,
    send: (text, machineModel) => {
      const message = { key: newKey(), text, ...(machineModel ? { machineModel } : {}) }
      const createdAt = new Date().toISOString()
      setPending((all) => [...all, { ...message, createdAt, state: 'sending' }])
      void deliver(message)
    },
    retry: (key) => {
      const message = pending.find((one) => one.key === key)
      if (message && !alarms.wake(key)) void deliver(message)
    },
    withdraw: (key) => {
      withdrawn.current.add(key)
      setPending((all) => all.filter((one) => one.key !== key))
    },
  }
}
