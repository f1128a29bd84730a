import { expect, test } from '@jest/globals'
import { showProgress, type Terminal } from '../../src/agent/progress.ts'

function terminal(isTTY: boolean): Terminal & { text: string } {
  return {
    isTTY,
    text: '',
    write(text) {
      this.text += text
    },
  }
}

test('a step is one line with its result and its seconds', async () => {
  const to = terminal(false)
  await showProgress(to).step(
    'Migrations',
    async () => 3,
    (count) => `${count} applied`,
  )
  expect(to.text).toMatch(/^ {2}✓ Migrations {6}3 applied +0\.0 s\n$/)
})

test('a failed step is marked and fails', async () => {
  const to = terminal(false)
  const failing = showProgress(to).step('Bot', () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(to.text).toMatch(/^ {2}✗ Bot/)
})

test('a terminal shows what is under way, on the line that the result takes', async () => {
  const to = terminal(true)
  const step = showProgress(to).step('Bot', async () => expect(to.text).toContain('… Bot'))
  await step
  expect(to.text.split('\r').at(-1)).toContain('✓')
  expect(to.text.split('\n')).toHaveLength(2)
})
