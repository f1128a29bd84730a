/** Signs whose compatibility form says something else: 10² is not 102, and 2½ is not 21⁄2. */
const keepsMeaning = /[²³¹⁰-₟¼-¾⅐-↏™℠]/u
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/gu
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
const controls = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/gu
const plain = /^[\x20-\x7e]*$/

/**
 * One spelling for what looks the same: ligatures apart, full-width forms narrow, accents composed, white
 * space single, nothing invisible.
 */
export function normalise(text: string): string {
  if (plain.test(text)) return text.replace(/ {2,}/g, ' ')
  const narrow = Array.from(text.toWellFormed().normalize('NFC'), (sign) =>
    keepsMeaning.test(sign) ? sign : sign.normalize('NFKC'),
  ).join('')
  return narrow.normalize('NFC').replace(invisible, '').replace(controls, '').replace(/\s+/gu, ' ')
}
