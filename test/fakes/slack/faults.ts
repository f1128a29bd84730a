/** What may go wrong with a call. */
export type Fault =
  /** Too many calls: 429, with the seconds to wait. */
  | { kind: 'rate limit'; retryAfter: number }
  /** An answer that is not Slack's own: 500, 503. */
  | { kind: 'status'; status: number }
  /** The line is cut before anything was done. */
  | { kind: 'cut' }
  /** It is done, and then the line is cut before the answer. */
  | { kind: 'cut after' }
  /** It is done, and no answer comes. */
  | { kind: 'hang after' }
  /** The answer takes its time, in milliseconds. */
  | { kind: 'slow'; ms: number }
  /** Refused with this name: `invalid_blocks`. */
  | { kind: 'refusal'; code: string }

export interface FaultOptions {
  /** Of so many calls; of one without it. */
  times?: number
  /** So many calls go well before. */
  after?: number
}

/** What is to go wrong. */
export interface Faults {
  /** `*` means any method, `response_url` an answer at such an address, `download` that of a file. */
  plan(method: string, fault: Fault, options?: FaultOptions): void
  /** The fault of a call that is being made, if any. */
  next(method: string): Fault | undefined
  /** All goes well again. */
  heal(): void
}

/** Nothing goes wrong until it is planned. */
export function plannedFaults(): Faults {
  let planned: { method: string; fault: Fault; times: number; after: number }[] = []
  return {
    plan: (method, fault, { times = 1, after = 0 } = {}) => {
      planned.push({ method, fault, times, after })
    },
    next: (method) => {
      const due = planned.find((one) => one.method === '*' || one.method === method)
      if (due === undefined) return undefined
      if (due.after > 0) {
        due.after -= 1
        return undefined
      }
      due.times -= 1
      if (due.times <= 0) planned = planned.filter((one) => one !== due)
      return due.fault
    },
    heal: () => {
      planned = []
    },
  }
}
