/** Who must be called of one case, said once more by hand: nothing of the program is used here. */
export interface ExpectedCase {
  /** `minute person`, in order, until somebody takes it. */
  calls: string[]
  /** When something is due next, in minutes; null while nobody is to be called. */
  nextMinute(): number | null
  /** Notes what is due by then. */
  pass(minute: number): void
  take(minute: number): void
  raise(minute: number): void
  resolve(): void
}

const onLevel: Record<number, string[]> = {
  1: ['nikos'],
  2: ['anna', 'petros'],
  3: ['petros'],
  4: ['petros'],
}
const everybody = ['anna', 'nikos', 'petros']

export type Urgency = 'question' | 'within an hour' | 'within four hours' | 'at once'

interface Due {
  minute: number
  level: number | 'next'
  /** It also counts, without a call, while somebody has the case. */
  raisesTaken: boolean
}

export function expectedCase(urgency: Urgency, opened: number): ExpectedCase {
  const isCritical = urgency === 'at once'
  const calls: string[] = []
  let level = 1
  let isTaken = false
  let due = ladder(opened, isCritical ? 2 : 1, urgency)

  function ladder(from: number, first: number, kind: Urgency): Due[] {
    const every = isCritical ? 15 : 60
    const steps: Due[] = [{ minute: from, level: first, raisesTaken: false }]
    for (let at = first; at < 4; at += 1) {
      steps.push({ minute: from + every * (at - first + 1), level: 'next', raisesTaken: false })
    }
    if (isCritical) putInstead(steps, { minute: from + 30, level: 'next', raisesTaken: true })
    if (kind === 'within an hour') putInstead(steps, { minute: from + 60, level: 2, raisesTaken: true })
    if (kind === 'within four hours') steps.push({ minute: from + 240, level: 2, raisesTaken: true })
    return steps.toSorted((a, b) => a.minute - b.minute)
  }
  function putInstead(steps: Due[], step: Due): void {
    const index = steps.findIndex(({ minute }) => minute === step.minute)
    if (index === -1) steps.push(step)
    else steps[index] = step
  }
  function call(minute: number, to: Due['level']): void {
    const people = to === 'next' && level === 4 ? everybody : onLevel[to === 'next' ? level + 1 : to]
    level = to === 'next' ? Math.min(level + 1, 4) : to
    calls.push(...(people ?? []).map((person) => `${minute} ${person}`))
  }
  return {
    calls,
    nextMinute: () => due[0]?.minute ?? null,
    pass: (minute) => {
      for (let next = due[0]; next !== undefined && next.minute <= minute; next = due[0]) {
        due.shift()
        const isDone = next.raisesTaken && next.level !== 'next' && next.level <= level
        if (!isTaken && !isDone) call(next.minute, next.level)
        else if (isTaken && next.raisesTaken) {
          level = next.level === 'next' ? Math.min(level + 1, 4) : Math.max(level, next.level)
        }
        if (!isTaken && isCritical && due.length === 0) {
          due.push({ minute: next.minute + 15, level: 'next', raisesTaken: false })
        }
      }
    },
    take: () => {
      isTaken = true
      due = due.filter(({ raisesTaken }) => raisesTaken)
    },
    raise: (minute) => {
      isTaken = false
      level = Math.min(level + 1, 4)
      due = ladder(minute, level, 'question')
    },
    resolve: () => {
      due = []
    },
  }
}
