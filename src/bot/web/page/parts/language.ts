const greek = /[\u0370-\u03ff\u1f00-\u1fff]/g
const letters = /\p{L}/gu

/** The language tag for a text as screen readers and hyphenation need it: `el` where it is mostly Greek. */
export function languageOf(text: string): string | undefined {
  const all = text.match(letters)?.length ?? 0
  const inGreek = text.match(greek)?.length ?? 0
  return inGreek > all / 2 ? 'el' : undefined
}
