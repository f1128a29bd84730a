import type { Page } from './line.ts'
import { PdfProblem } from './problem.ts'

/** Where fewer of the pages carry text, the rest are pictures of text. */
const fewestTextPages = 0.1
/** Letters that stand for no known sign: the font does not say what its shapes mean. */
const meaningless = /[\ufffd\ue000-\uf8ff]/gu
const mostMeaningless = 0.3
/** About ten times what the longest manuals have. */
const mostCharacters = 30_000_000

/**
 * Refuses what would be indexed as if it were the manual's text, and is not.
 * @throws PdfProblem
 */
export function assertReadable(pages: Page[]): void {
  const texts = pages.map((page) => page.lines.map((line) => line.text).join(' '))
  const withText = texts.filter((text) => /\p{L}{2}/u.test(text) || meaningless.test(text)).length
  if (withText === 0 || withText < pages.length * fewestTextPages) throw new PdfProblem('no_text')
  const [characters, odd] = texts.reduce(
    ([all, bad], text) => [all + text.length, bad + (text.match(meaningless)?.length ?? 0)],
    [0, 0],
  )
  if (characters > mostCharacters) throw new PdfProblem('too_much_text')
  if (odd > characters * mostMeaningless) throw new PdfProblem('unreadable_text')
}
