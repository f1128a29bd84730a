import { expect, test } from '@jest/globals'
import { parseEnv, textOf, valuesOf, withValue } from '../src/env-file.ts'

const values = (text: string) => valuesOf(parseEnv(text))

test.each([
  ['plain', 'A=one two\n', 'one two'],
  ['empty', 'A=\n', ''],
  ['a comment behind it', 'A=one # two\n', 'one'],
  ['a sign that begins no comment', 'A=one#two\n', 'one#two'],
  ['single quotes', 'A=\'one # $B "two"\' # three\n', 'one # $B "two"'],
  ['an escaped quotation mark', "A='it\\'s'\n", "it's"],
  ['double quotes', 'A="one \\"two\\" # three"\n', 'one "two" # three'],
  ['escapes', 'A="one\\ntwo\\ttab\\\\"\n', 'one\ntwo\ttab\\'],
  ['several lines', 'A="one\ntwo"\n', 'one\ntwo'],
  ['export', 'export A=one\n', 'one'],
  ['a colon', 'A: one\n', 'one'],
  ['spaces around the sign', '  A = one  \n', 'one'],
  ['the last line without an end', 'B=1\nA=one', 'one'],
  ['the last of two', 'A=one\nA=two\n', 'two'],
  ['a Windows line', 'A=one\r\n', 'one'],
  ['a variable set before', 'B=x\nA="$' + '{B}-$B"\n', 'x-x'],
  ['a dollar sign', 'A=a$$b\n', 'a$b'],
  ['an escaped dollar sign', 'A="a\\$b"\n', 'a$b'],
])('%s is read as Compose reads it', (_, text, value) => {
  expect(values(text)['A']).toBe(value)
})

test.each(['A=$' + '{UNKNOWN}\n', 'A="x $UNKNOWN"\n', 'A=$' + '{B:-x}\n', 'A=5$\n'])(
  'what only Compose could tell is not guessed: %j',
  (text) => {
    expect(values(`${text}C=1\n`)).toEqual({ C: '1' })
  },
)

test('whatever is written is kept as it is, whether it is understood or not', () => {
  const texts = [
    '',
    '\n\n# comment\n\nA=1 # why\nnonsense\n=x\nB="two\nlines" # tail\nINHERITED\n\tC = \'x\'\r\n',
    'A=1',
  ]
  for (const text of texts) expect(textOf(parseEnv(text))).toBe(text)
})

test('a quotation that does not end is refused by its line', () => {
  expect(() => parseEnv('A=1\n\nB="x\nC=2\n')).toThrow('The quotation in line 3')
})

test('a changed value takes the place of the one in force; the comments, the order and the rest stay', () => {
  const text = '# first\nA=1 # why\nexport B=2\nA=3 # in force\nodd line\n'
  const pieces = parseEnv(text)
  expect(textOf(withValue(pieces, 'A', 'x y'))).toBe(text.replace('A=3', "A='x y'"))
  expect(textOf(withValue(pieces, 'B', 'z'))).toBe(text.replace('B=2', 'B=z'))
  expect(textOf(withValue(pieces, 'C', 'new'))).toBe(`${text}C=new\n`)
  expect(textOf(withValue(pieces, 'A', null))).toBe('# first\nexport B=2\nodd line\n')
  expect(textOf(withValue(parseEnv('A=1'), 'C', 'new'))).toBe('A=1\nC=new\n')
})

test.each([
  'plain',
  '',
  'https://user:pass@host:1/path?x=1&y=2',
  'with space',
  '# no comment',
  'a # b',
  "it's",
  '"quoted"',
  '$HOME $' + '{X} $$ `id` $(id)',
  'C:\\path\\x',
  '  edges  ',
  "'",
  'é 💥 Ελληνικά',
  'a=b;c|d&e',
])('a value that is written is read back: %j', (value) => {
  const text = textOf(withValue(parseEnv('B=1\n'), 'A', value))
  expect(values(text)).toEqual({ A: value, B: '1' })
})

test.each(['two\nlines', 'tab\there', 'nul\0', "back\\'slash", 'ends in \\'])(
  'a value that no env file holds as it is, is refused: %j',
  (value) => {
    expect(() => withValue([], 'A', value)).toThrow('The value of A cannot stand in an env file.')
  },
)
