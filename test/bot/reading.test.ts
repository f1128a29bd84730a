import { expect, test } from '@jest/globals'
import { laneOf } from '../../src/bot/dispatch.ts'
import { readingOf } from '../../src/bot/reading.ts'

/** How words without a slash are taken, spoken to the bot by name. */
function taken(text: string): string {
  const reading = readingOf({ kind: 'message', text, mayCommand: true })
  if (reading.kind === 'command') return `command ${reading.command.name} “${reading.rest}”`
  if (reading.kind === 'unclear') return `unclear ${reading.command.name}`
  return reading.kind
}

test.each([
  ['restart', 'restart', ''],
  ['Restart', 'restart', ''],
  ['restart db', 'restart', 'db'],
  ['restart db because it hangs', 'restart', 'db because it hangs'],
  ['reboot', 'restart', ''],
  ['stop ai_assistant', 'stop', 'ai_assistant'],
  ['status', 'status', ''],
  ['help', 'help', ''],
  ['contacts', 'contacts', ''],
  ['oncall', 'contacts', ''],
  ['duty', 'contacts', ''],
  ['window', 'window', ''],
  ['window plan tomorrow 22:00 2h Upgrade', 'window', 'plan tomorrow 22:00 2h Upgrade'],
  ['windows end', 'window', 'end'],
  ['logs', 'logs', ''],
  ['logs db since 1h', 'logs', 'db since 1h'],
  ['logs errors', 'logs', 'errors'],
  ['runs 12', 'runs', '12'],
  ['runs R-12', 'runs', 'R-12'],
  ['cancel R-12', 'cancel', 'R-12'],
  ['approvals', 'approvals', ''],
  ['ask how do I start it?', 'ask', 'how do I start it?'],
  ['escalate E-104 after start-up', 'escalate', 'E-104 after start-up'],
  ['human', 'escalate', ''],
  ['auto-answer on', 'auto-answer', 'on'],
])('“%s” runs %s with “%s”', (text, name, rest) => {
  expect(taken(text)).toBe(`command ${name} “${rest}”`)
})

test.each([
  'start V4.0 after a blade change',
  'status of E-104?',
  'stop V4.0?',
  'How do I restart the V4.0?',
  'window of the cabin is broken, what now',
  'human error codes of the V4.0?',
  'help me with the hydraulic pump of the V3.1B',
  'logs show nothing but zeros since this morning',
  'restrat the machine',
  'E-104',
  'what torque do the bolts need',
  '',
])('“%s” is a question', (text) => {
  expect(taken(text)).toBe('question')
})

test.each([
  ['start V4.0', 'start'],
  ['stop the machine', 'stop'],
  ['status E-104', 'status'],
  ['status?', 'status'],
  ['help me', 'help'],
  ['logs of yesterday', 'logs'],
])('“%s” is too short to tell: %s or a question', (text, name) => {
  expect(taken(text)).toBe(`unclear ${name}`)
})

test.each(['restrat', 'staus', 'hlep', 'aprovals'])('“%s” alone merely resembles a command', (text) => {
  expect(taken(text)).toBe('unknown')
})

test.each(['restart db', 'status', 'help'])('“%s” is a question where nobody spoke to the bot', (text) => {
  expect(readingOf({ kind: 'message', text }).kind).toBe('question')
  expect(readingOf({ kind: 'message', text: `/${text}`, unaddressed: true }).kind).toBe('question')
})

test.each([
  [{ kind: 'message', text: 'What torque?', mayCommand: true }, 'question'],
  [{ kind: 'message', text: 'start V4.0', mayCommand: true }, 'question'],
  [{ kind: 'message', text: 'restart', mayCommand: true }, 'other'],
  [{ kind: 'message', text: 'restrat', mayCommand: true }, 'other'],
  [{ kind: 'message', text: '/ask What torque?' }, 'question'],
  [{ kind: 'message', text: '/status' }, 'other'],
  [{ kind: 'edit', of: 'a', text: 'What torque?' }, 'question'],
  [{ kind: 'deletion', of: 'a' }, 'other'],
  [{ kind: 'files', files: [] }, 'other'],
  [{ kind: 'visit', page: 'home' }, 'other'],
  [{ kind: 'click', action: 'better-try', value: '', postKey: '' }, 'question'],
  [{ kind: 'click', action: 'share', value: '', postKey: '' }, 'other'],
] as const)('%j waits among %s', (inbound, lane) => {
  expect(laneOf(inbound as Parameters<typeof laneOf>[0])).toBe(lane)
})
