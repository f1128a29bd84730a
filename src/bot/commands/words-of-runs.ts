import { serviceNameSchema } from '../../agent-api.ts'
import { reasonOf } from './reason.ts'

/** What stands behind restart, start or stop. */
export type RunWords =
  | { kind: 'service'; service: string; reason: string | null }
  /** It is about a machine: a question to the manuals. */
  | { kind: 'machine'; words: string }
  | { kind: 'unclear'; words: string }

/** The service that is meant where none is named. */
const usualService = 'ai_assistant'

/** `V4.0`, `V3.1B`, `KEF-5`: letters with a figure behind them. */
const model = /^[a-z]{1,4}[- ]?\d+(\.\d+)?[a-z]?$/i

/** Whether it is a machine's; what may also be a service's name (`db2`) is only where it begins with a V. */
const isModel = (words: string, isName: boolean): boolean =>
  model.test(words) && (!isName || /^v\d/.test(words))

/** Words that begin what manuals speak about, and services never do. */
const ofManuals =
  /^(the|a|an|my|our|this|that|machine|engine|motor|pump|conveyor|spindle|blade|press|cycle|production|up|it)$/i

/** Reads `[service] [because reason]`. Whatever it does not understand it returns as it was written. */
export function runWords(text: string): RunWords {
  const [, before = '', why] = /^([\s\S]*?)(?:(?:^|\s+)because\s+([\s\S]+))?$/i.exec(text.trim()) ?? []
  const words = before.trim()
  const reason = reasonOf(why)
  if (words === '') return { kind: 'service', service: usualService, reason }
  const [first = '', ...others] = words.split(/\s+/)
  const isName = others.length === 0 && serviceNameSchema.safeParse(first).success
  if (ofManuals.test(first) || isModel(first, isName) || isModel(words, isName)) {
    return { kind: 'machine', words }
  }
  if (isName) {
    return { kind: 'service', service: first, reason }
  }
  return { kind: 'unclear', words }
}
