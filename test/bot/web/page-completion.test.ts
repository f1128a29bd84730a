import { describe, expect, test } from '@jest/globals'
import {
  commandArguments,
  commandPrefix,
  isWhole,
  matchingCommands,
  withCommand,
} from '../../../src/bot/web/page/chat/completion.ts'

const commands = [
  { name: 'ask', usage: '/ask question', summary: 'Look something up in the manuals' },
  { name: 'status', usage: '/status', summary: 'How the service is' },
  { name: 'help', usage: '/help', summary: 'These commands' },
]
const names = (text: string) => matchingCommands(commands, text).map(({ name }) => name)

describe('what is typed after /', () => {
  test('offers every command at first', () => {
    expect(names('/')).toEqual(['ask', 'status', 'help'])
  })

  test('narrows them by name, then by the words of the summary', () => {
    expect(names('/s')).toEqual(['status', 'ask'])
    expect(names('/HE')).toEqual(['help'])
    expect(names('/manu')).toEqual(['ask'])
  })

  test('may begin with /ai as on other platforms', () => {
    expect(names('/ai st')).toEqual(['status'])
  })

  test.each(['what is 1/2', '/ask how', ' /ask', '/usr/bin', ''])('is no command in %j', (text) => {
    expect(commandPrefix(text)).toBeUndefined()
    expect(names(text)).toEqual([])
  })
})

test.each([
  ['/status', true],
  ['/ai status', true],
  ['/AI Status', true],
  ['/sta', false],
])('%j is whole: %s', (text, whole) => {
  const [, status] = commands
  expect(status && isWhole(status, text)).toBe(whole)
})

test('a command is put in place with room for its arguments, which its usage names', () => {
  const [ask, status] = commands
  expect(ask && withCommand(ask)).toBe('/ask ')
  expect(ask && commandArguments(ask)).toBe(' question')
  expect(status && commandArguments(status)).toBe('')
})
