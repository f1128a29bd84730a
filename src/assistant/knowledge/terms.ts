import { fold } from './fold.ts'

/**
 * What a text is found by. A word is stemmed later, by the database and the document's language; a code
 * (error, part, model: E-104, V3.1B) is one spelling for all ways to write it, and is matched exactly.
 */
export interface Term {
  kind: 'word' | 'code'
  text: string
}

/** One thing asked for; any of its terms stands for it. */
export type Want = Term[]

/** Letters and digits with the signs that hold a word or a code together. */
const compound = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[-‐‑–./_'’+][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu
const binders = /[-‐‑–/_'’+]/gu
const wordOrNumber = /\p{N}+|[\p{L}\p{M}]+/gu
const longestTerm = 64

const startsAsCode = /^\p{L}[^\s]*\p{N}/u
const spacedPrefix = /^\p{L}{1,4}\p{N}{0,4}$/u
const spacedNumber = /^\p{N}+(?:\.\p{N}+)*\p{L}?$/u

/** The terms of a document's text, with repeats. */
export function termsOf(text: string): Term[] {
  const compounds = compoundsOf(text)
  return compounds.flatMap((whole, index) => {
    const terms = partsOf(whole)
    const joined = joinedTerm(whole, terms.length)
    if (joined !== undefined) terms.push(joined)
    const spaced = isUpper(whole) ? spacedCode(whole, compounds[index + 1]) : undefined
    return spaced === undefined ? terms : [...terms, spaced]
  })
}

/** What a question asks for: a code as a whole, anything else word by word, each in every spelling. */
export function wantsOf(question: string): Want[] {
  const compounds = compoundsOf(question)
  return compounds.flatMap((whole, index) => {
    const parts = partsOf(whole)
    const joined = joinedTerm(whole, parts.length)
    const spaced = [spacedCode(whole, compounds[index + 1]), spacedCode(compounds[index - 1], whole)]
    const alternatives = [joined, ...spaced].filter((term) => term !== undefined)
    const isCode = joined?.kind === 'code' && startsAsCode.test(whole)
    return isCode ? [alternatives] : parts.map((part) => [part, ...alternatives])
  })
}

/** Wants as columns, one row for each spelling; `wants` numbers the things. */
export function wantsTable(wants: Want[]): { wants: number[]; terms: string[]; codes: boolean[] } {
  const rows = wants.flatMap((want, number) => want.map((term) => ({ number, ...term })))
  return {
    wants: rows.map((row) => row.number),
    terms: rows.map((row) => row.text),
    codes: rows.map((row) => row.kind === 'code'),
  }
}

function compoundsOf(text: string): string[] {
  return Array.from(text.toWellFormed().normalize('NFKC').matchAll(compound), ([whole]) => whole)
}

function partsOf(whole: string): Term[] {
  return Array.from(fold(whole).matchAll(wordOrNumber), ([text]) => ({ kind: 'word', text: cut(text) }))
}

/** Several parts in one: a code when digits are among them, else the word written together (Wi-Fi, WiFi). */
function joinedTerm(whole: string, parts: number): Term | undefined {
  if (parts < 2) return undefined
  const text = fold(whole).replace(binders, '')
  return /\p{N}/u.test(whole) ? codeTerm(text) : { kind: 'word', text: cut(text) }
}

/** A code written with a space: "E 104". */
function spacedCode(prefix: string | undefined, number: string | undefined): Term | undefined {
  if (prefix === undefined || number === undefined) return undefined
  if (!spacedPrefix.test(prefix) || !spacedNumber.test(number)) return undefined
  return codeTerm(fold(prefix + number).replace(binders, ''))
}

/** Greek letters that look like Latin ones: on a Greek keyboard, E-104 is typed with an epsilon. */
const lookAlikes = { greek: 'αβεζηικμνορτυχ', latin: 'abezhikmnoptyx' }

function codeTerm(text: string): Term {
  const latin = text.replace(
    /[α-ω]/g,
    (letter) => lookAlikes.latin[lookAlikes.greek.indexOf(letter)] ?? letter,
  )
  return { kind: 'code', text: cut(latin) }
}

function isUpper(text: string): boolean {
  return text === text.toUpperCase()
}

function cut(text: string): string {
  return text.slice(0, longestTerm).toWellFormed()
}
