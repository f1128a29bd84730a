import { type Clock, later } from '../../clock.ts'

/** How long what a platform said of somebody is believed, in milliseconds. */
const holdMs = 60_000

/** Remembers answers for a minute; what failed is asked again. */
export function held<Answer>(
  clock: Clock,
  ask: (key: string) => Promise<Answer>,
): (key: string) => Promise<Answer> {
  const answers = new Map<string, { answer: Promise<Answer>; until: Date }>()
  return (key) => {
    const known = answers.get(key)
    if (known !== undefined && known.until > clock.now()) return known.answer
    for (const [old, { until }] of answers) if (until <= clock.now()) answers.delete(old)
    const answer = ask(key)
    answers.set(key, { answer, until: later(clock.now(), holdMs) })
    answer.catch(() => answers.delete(key))
    return answer
  }
}
