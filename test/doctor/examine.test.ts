import { setTimeout as rest } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { examine } from '../../src/doctor/examine.ts'
import { UserError } from '../../src/errors.ts'
import { type Check, failed, off, ok, warning } from '../../src/finding.ts'

async function told(checks: Check[], patienceMs?: number): Promise<{ isWell: boolean; lines: string[] }> {
  const lines: string[] = []
  const isWell = await examine(checks, (line) => void lines.push(line), patienceMs)
  return { isWell, lines }
}

test('a line for each check, in the order of the list whichever comes first, and what to do', async () => {
  const slow: Check = { name: 'Slow', look: () => rest(50, ok('it answers.')) }
  const checks = [
    slow,
    { name: 'Redis', look: async () => off('it is not set.', 'Set it.') },
    { name: 'Key', look: async () => warning('it is old.', 'Make another.') },
  ]
  expect(await told(checks)).toEqual({
    isWell: true,
    lines: [
      'OK       Slow   it answers.',
      'OFF      Redis  it is not set. Set it.',
      'WARNING  Key    it is old. Make another.',
      '',
      '0 failed, 1 warning.',
    ],
  })
})

test('one that failed is not well', async () => {
  const { isWell, lines } = await told([
    { name: 'Key', look: async () => failed('it is wrong.', 'Correct it.') },
  ])
  expect(isWell).toBe(false)
  expect(lines).toEqual(['FAILED   Key  it is wrong. Correct it.', '', '1 failed, 0 warnings.'])
})

test('what a check throws is told as what failed; its several lines stand in one', async () => {
  const refusal = new UserError('bad', 'It is\nwrong.', { action: 'Correct it.' })
  const { lines } = await told([
    { name: 'One', look: () => Promise.reject(refusal) },
    { name: 'Two', look: () => Promise.reject(new Error('boom')) },
  ])
  expect(lines[0]).toBe('FAILED   One  It is wrong. Correct it.')
  expect(lines[1]).toBe(
    'FAILED   Two  it could not be looked at: boom. Report this; it is a fault in the program.',
  )
})

test('one that hangs holds up nothing, and is told as failed', async () => {
  const { isWell, lines } = await told(
    [
      { name: 'Hangs', look: () => new Promise(() => undefined) },
      { name: 'Works', look: async () => ok('it answers.') },
    ],
    20,
  )
  expect(isWell).toBe(false)
  expect(lines[0]).toMatch(/^FAILED {3}Hangs {2}it gave no answer within 0\.02 s\./)
  expect(lines[1]).toBe('OK       Works  it answers.')
})

test('where nothing is wrong, it says so', async () => {
  const { isWell, lines } = await told([{ name: 'Works', look: async () => ok('it answers.') }])
  expect(isWell).toBe(true)
  expect(lines.at(-1)).toBe('Nothing is wrong.')
})
