import { expect, test } from '@jest/globals'
import { fileTypeOf, isPicture } from '../../src/oncall/file-type.ts'

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

test.each([
  ['\x89PNG\r\n\x1a\n\0\0', 'image/png'],
  ['\xff\xd8\xff\xe0\0\x10JFIF', 'image/jpeg'],
  ['GIF89a\x01\0', 'image/gif'],
  ['RIFF\x0a\0\0\0WEBPVP8 ', 'image/webp'],
])('a picture is one by its first bytes: %j', (content, type) => {
  expect(fileTypeOf(bytes(content))).toBe(type)
})

test.each(['', '%PDF-1.7', '<svg onload="alert(1)">', '<html>\x89PNG', 'RIFF\0\0\0\0WAVE', ' GIF89a'])(
  'nothing else is: %j',
  (content) => {
    expect(isPicture({ type: fileTypeOf(bytes(content)) })).toBe(false)
  },
)
