import { expect, test } from '@jest/globals'
import { fileName } from '../../../src/bot/cases/file-name.ts'

test.each([
  ['blade.png', 'blade.png'],
  ['  Photo of\tthe\nblade .JPG ', 'Photo of the blade.JPG'],
  ['../../etc/passwd', '.. .. etc passwd'],
  ['C:\\logs\\press.log', 'C: logs press.log'],
  ['invoice\u202egnp.exe', 'invoice gnp.exe'],
  ['a\u0000b.txt', 'a b.txt'],
  ['half \ud800.txt', 'half \ufffd.txt'],
  ['Φωτογραφία.png', 'Φωτογραφία.png'],
  ['.png', '.png'],
  ['', 'a file'],
  ['\u200b', 'a file'],
])('of %j is left %j', (name, left) => {
  expect(fileName(name)).toBe(left)
})

test('a long one keeps its ending', () => {
  const name = fileName(`${'very long '.repeat(50)}name.tar.gz`)
  expect(name.length).toBeLessThanOrEqual(90)
  expect(name).toMatch(/^very long .*….gz$/)
})
