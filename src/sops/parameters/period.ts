import { UserError } from '../../errors.ts'
import type { Parameter } from '../sop.ts'
import type { ParameterKind } from './kind.ts'

const shape = /^(\d{1,4})(m|h|d)$/
const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 }
const longestMs = 31 * unitMs.d

/** How long a span such as 24h is, in milliseconds; null for what is none, or longer than a month. */
export function periodMs(text: string): number | null {
  const [, number, unit] = shape.exec(text) ?? []
  const ms = Number(number) * unitMs[(unit ?? 'm') as keyof typeof unitMs]
  return ms > 0 && ms <= longestMs ? ms : null
}

/** A span of time up to now. */
export const period: ParameterKind<Extract<Parameter, { kind: 'period' }>> = {
  check(text = '') {
    if (periodMs(text) !== null) return text
    throw new UserError('bad_period', `“${text.slice(0, 20)}” is no span of time.`, {
      action: 'Write one such as 90m, 24h or 7d, at most a month.',
    })
  },
}
