import { unitName, unitPattern } from './units.ts'

/** A number with its unit (empty where it has none), or a code such as E-104, V4.0 or AB-2231. */
export type Figure = { kind: 'number'; number: string; unit: string } | { kind: 'code'; code: string }

/** English numbers in words, which would carry a figure past a check that only sees digits. */
const numberWords = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, number): [string, string] => [word, String(number)])
    .concat(
      'thirty forty fifty sixty seventy eighty ninety hundred'
        .split(' ')
        .map((word, index): [string, string] => [word, String((index + 3) * 10)]),
    ),
)

const word = '[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}]*'
const compound = new RegExp(`${word}(?:[-‐‑–._/]${word})*`, 'gu')
const spacedCode = new RegExp(
  `(?<![\\p{L}\\p{N}])(\\p{Lu}{1,2}) (\\d{1,6}(?:\\.\\d+)*\\p{Lu}?)(?![\\p{L}\\p{N}])(?!\\s*${unitPattern})`,
  'gu',
)
const number = '[-−]?\\d+(?:[.,:/]\\d+)*'
const between = '\\s*[-–—]\\s*|\\s+(?:to|and|or|bis|und|oder|έως|ως|και|ή|à|et|ou|a|y|o|e)\\s+'
const numberPattern = new RegExp(
  `(?<![\\p{L}\\p{N}.,])(${number})(?:(?:${between})(${number}))?\\s*(${unitPattern})?(?![\\p{L}\\p{N}])`,
  'gu',
)
const anyWord = [...numberWords.keys()].join('|')
const inWords = new RegExp(`(?<!\\p{L})((?:${anyWord})(?:[- ](?:${anyWord}))*)\\s+(${unitPattern})`, 'giu')
const bareWord = new RegExp(`(?<!\\p{L})(?:${anyWord})(?!\\p{L})`, 'gu')
const headUnit = new RegExp(`[([](${unitPattern})[)\\]]`, 'gu')
const glued = new RegExp(`^[\\d.,/–-]+(?:${unitPattern})$`, 'u')

/** The figures that a sentence gives: what must not be wrong, whatever the words around it. */
export function figuresOf(text: string): Figure[] {
  const plain = plainNumbers(text)
  return [...numbersIn(plain), ...wordsWithUnit(plain), ...codesIn(plain)]
}

/** What a source says in figures, for sentences to be checked against. */
export interface Evidence {
  figures: Figure[]
  /** Units in brackets, as a table's head has them: they go with its bare numbers. */
  headUnits: Set<string>
}

/** The evidence of a source's text. */
export function evidenceOf(text: string): Evidence {
  const plain = plainNumbers(text)
  const words = Array.from(plain.toLowerCase().matchAll(bareWord), ([one]) => numberWords.get(one) ?? '')
  return {
    figures: [...figuresOf(text), ...words.map((number): Figure => ({ kind: 'number', number, unit: '' }))],
    headUnits: new Set(Array.from(plain.matchAll(headUnit), ([, unit = '']) => unitName(unit))),
  }
}

/** Whether a source has a figure: the same number with the same unit, or the same code. */
export function hasFigure({ figures, headUnits }: Evidence, wanted: Figure): boolean {
  return figures.some((figure) => {
    if (figure.kind === 'code' || wanted.kind === 'code') {
      return figure.kind === 'code' && wanted.kind === 'code' && figure.code === wanted.code
    }
    if (figure.number !== wanted.number) return false
    if (wanted.unit === '' || figure.unit === wanted.unit) return true
    return figure.unit === '' && headUnits.has(wanted.unit)
  })
}

/** One spelling of what means the same: signs, and spaces between groups of digits. */
function plainNumbers(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u00a0\u202f\u2009]/g, ' ')
    .replaceAll('−', '-')
    .replace(
      /(?<![\d.,])(\d{1,3})((?: \d{3})+)(?![\d])/g,
      (_, first: string, groups: string) => first + groups.replaceAll(' ', ''),
    )
}

function numbersIn(text: string): Figure[] {
  return Array.from(text.matchAll(numberPattern)).flatMap(([, from = '', to, spelling]) => {
    const unit = spelling === undefined ? '' : unitName(spelling)
    return [from, to]
      .filter((one) => one !== undefined)
      .map((one) => ({ kind: 'number' as const, number: digits(one), unit }))
  })
}

function wordsWithUnit(text: string): Figure[] {
  return Array.from(text.matchAll(inWords)).map(([, words = '', spelling = '']) => ({
    kind: 'number',
    number: String(
      words
        .toLowerCase()
        .split(/[- ]/)
        .reduce((sum, one) => sum + Number(numberWords.get(one) ?? 0), 0),
    ),
    unit: unitName(spelling),
  }))
}

function codesIn(text: string): Figure[] {
  const whole = Array.from(text.matchAll(compound), ([code]) => code).filter(isCode)
  const spaced = Array.from(text.matchAll(spacedCode), ([, letters = '', number = '']) => letters + number)
  return [...whole, ...spaced].map((code) => ({
    kind: 'code',
    code: code.toLowerCase().replace(/[-‐‑–_/]/g, ''),
  }))
}

/** Letters and digits together, but not a number with its unit (12Nm) or an ordinal (2nd). */
function isCode(token: string): boolean {
  return (
    /\p{L}/u.test(token) &&
    /\d/.test(token) &&
    !glued.test(token) &&
    !/^\d+(?:st|nd|rd|th|ος|η|ο)$/u.test(token)
  )
}

function digits(number: string): string {
  return number.replaceAll(',', '.')
}
