import { expect, test } from '@jest/globals'
import { parseConfigText } from '../src/config-text.ts'
import { UserError } from '../src/errors.ts'
import { peopleFileSchema } from '../src/people.ts'
import { runbookSchema } from '../src/runbook-settings.ts'

function problemIn(text: string): string {
  try {
    parseConfigText('people.yml', text, peopleFileSchema)
  } catch (error) {
    if (error instanceof UserError) return `${error.message} ${error.action}`
    throw error
  }
  throw new Error('it was accepted')
}

const after = 'Correct people.yml; it is taken up when it is saved.'

test.each([
  [
    'a role that there is not',
    'people:\n  - id: anna\n    name: Anna\n    roles:\n      - senior\n      - boss\n',
    `people.yml is not valid: line 6, people[0].roles[1]: must be one of staff, on-call, senior, development, knowledge-keeper, administrator. ${after}`,
  ],
  [
    'a name that is missing',
    'people:\n  - id: a\n    name: A\n  - id: anna\n',
    `people.yml is not valid: line 4, people[1].name: is missing; it must be the name of a person. ${after}`,
  ],
  [
    'a mistyped field',
    'people:\n  - id: anna\n    name: Anna\n    phnoe: "1"\n',
    `people.yml is not valid: line 2, people[0]: "phnoe" is not a field here; remove it or correct its name. ${after}`,
  ],
  [
    'a number where text must be',
    'people:\n  - id: anna\n    name: Anna\n    phone: 302105550101\n',
    `people.yml is not valid: line 4, people[0].phone: must be a telephone number in quotes, such as "+30 210 000 0000". ${after}`,
  ],
  ['an empty file', '', 'people.yml is not valid: line 1, the file:'],
])('%s is named by file, line and path, with what to write', (_, text, says) => {
  expect(problemIn(text)).toContain(says)
})

test('broken YAML is named by its line', () => {
  expect(problemIn('people:\n  - id: a\n   name: b\n')).toMatch(/^people\.yml is not valid: line [23]: /)
})

test('of many problems the first five are told', () => {
  const text = `people:\n${Array.from({ length: 9 }, (_, index) => `  - id: A ${index}\n    name: x\n`).join('')}`
  expect(problemIn(text).match(/line \d+/g)).toHaveLength(5)
  expect(problemIn(text)).toContain('; and 4 more.')
})

test('aliases that multiply without end are refused', () => {
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]\n${['b', 'c', 'd', 'e', 'f']
    .map(
      (name, index) =>
        `${name}: &${name} [${Array.from({ length: 10 }, () => `*${'abcde'[index]}`).join(', ')}]`,
    )
    .join('\n')}\n`
  expect(problemIn(bomb)).toMatch(/alias/i)
})

test('thresholds that contradict each other are refused', () => {
  const threshold = '{ label: x, unit: s, warning: 10, critical: 5 }'
  const parse = () =>
    parseConfigText('runbook.yml', `thresholds: { response_time: ${threshold} }`, runbookSchema)
  expect(parse).toThrow(/line 1, service: is missing/)
  expect(
    runbookSchema.shape.thresholds.shape.cpu.safeParse({ label: 'x', unit: '%', warning: 10, critical: 5 })
      .error?.issues[0]?.message,
  ).toBe('must be above the warning')
})
