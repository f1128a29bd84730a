/** One spelling for words that are the same to a searcher: case, accents (Latin and Greek) and width gone. */
export function fold(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/(?<=[\p{sc=Latin}\p{sc=Greek}])\p{Mn}+/gu, '')
    .normalize('NFC')
    .replaceAll('ς', 'σ')
    .replaceAll('ß', 'ss')
}

/** A machine model's name as it is compared, here and in rank-store.ts: "AutoBoss V4.0" is "autoboss-v4.0". */
export function foldModel(model: string): string {
  return model
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(/[\s_-]+/g, '')
}
