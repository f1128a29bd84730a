/** Units of time, which are words in either language, by a name of our own. */
const timeUnits: [RegExp, string][] = [
  [/^(seconds?|δευτερόλεπτα)$/, 's'],
  [/^(minutes?|λεπτ[άό])$/, 'min'],
  [/^(hours?|ώρες|ωρών)$/, 'h'],
  [/^(days?|ημέρες)$/, 'd'],
  [/^(months?|μήνες)$/, 'months'],
]

const symbols = /^(Nm|bar|rpm|mm|cm|m\/min|m\/s|m²|m|L\/min|L|kg|kW|kVA|mA|MΩ|µm|dB\(A\)|°C|Hz|A|V|N|%)$/

/** A code (E-104, AB31-2110, M10, 15W-40) or a number, and the word after it, which may be a unit. */
const codeOrNumber =
  /(?<code>[A-Z]+\d*-\d+|\d+W-\d+|[A-Z]+\d+(?:\.\d+)?B?)|(?<number>-?\d+(?:[.,]\d+)?)(?:[ -](?<word>[^\s|;:·]+))?/gu

const unitOf = (word: string): string => {
  const bare = word.replace(/[.,]$/, '')
  return symbols.test(bare) ? bare : (timeUnits.find(([names]) => names.test(bare))?.[1] ?? '')
}

/** Every code and every number with its unit in a text, in sorted order and in one spelling for all languages. */
export function figuresIn(text: string): string[] {
  return Array.from(text.matchAll(codeOrNumber), ({ groups }) => {
    const { code, number = '', word = '' } = groups ?? {}
    return code ?? `${number.replace(',', '.')} ${unitOf(word)}`.trim()
  }).sort()
}

/** The error codes in a text, each once. */
export const errorCodesIn = (text: string): string[] => [...new Set(text.match(/E-\d{3}/g))].sort()
