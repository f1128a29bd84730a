import { type Inline, link, plain } from './rich-text.ts'

/** The addresses that the marks `[1]`, `[2]`… of a card lead to; null where there is no page. */
export type Addresses = (string | null)[]

/** Links are long in what is sent: a text with more marks than anybody reads keeps them as words. */
const mostLinks = 30

/** A text whose marks lead to their sources. */
export function marked(text: string, addresses: Addresses): Inline[] {
  if (text === '') return []
  const found = text.split(/(\[\d{1,2}\])/).filter((piece) => piece !== '')
  if (addresses.length === 0 || found.length > 2 * mostLinks) return [plain(text)]
  return found.map((piece) => markOf(piece, addresses) ?? plain(piece))
}

function markOf(piece: string, addresses: Addresses): Inline | null {
  const [, number] = /^\[(\d{1,2})\]$/.exec(piece) ?? []
  return number === undefined ? null : link(piece, addresses[Number(number) - 1] ?? null)
}
