import type { z } from 'zod'

/** What is wrong with something, each fault as Slack words it: what, and where. */
export function faultsOf(issues: z.core.$ZodIssue[], root: string): string[] {
  return issues.map((issue) => `${faultOf(issue)} [json-pointer:${root}${pointerTo(issue.path)}]`)
}

function faultOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'string'
        ? `must be less than ${Number(issue.maximum) + 1} characters`
        : `no more than ${issue.maximum} items allowed`
    case 'too_small':
      return issue.origin === 'string'
        ? `must be more than ${Number(issue.minimum) - 1} characters`
        : `no fewer than ${issue.minimum} items allowed`
    case 'unrecognized_keys':
      return `invalid additional property: ${issue.keys.join(', ')}`
    case 'invalid_union':
      return 'unsupported type'
    case 'invalid_type':
      return issue.message.endsWith('received undefined') ? 'missing required field' : issue.message
    default:
      return issue.message
  }
}

const pointerTo = (path: PropertyKey[]): string => path.map((part) => `/${String(part)}`).join('')
