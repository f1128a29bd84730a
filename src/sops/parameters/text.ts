import { UserError } from '../../errors.ts'
import type { Parameter } from '../sop.ts'
import type { ParameterKind } from './kind.ts'

/** Words as somebody wrote them. */
export const text: ParameterKind<Extract<Parameter, { kind: 'text' }>> = {
  check(value = '', { label, maxLength, default: usual }) {
    const words = value.trim()
    if ((words !== '' || usual === '') && words.length <= maxLength) return words
    throw new UserError('bad_text', `${label} must be text of at most ${maxLength} characters.`, {
      action: 'Write it again.',
    })
  },
}
