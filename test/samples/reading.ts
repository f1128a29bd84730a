import type { Manual } from '../../scripts/manuals/manifest.ts'
import type { Pdf } from './pdf.ts'

/** Text without white space and in one Unicode form: line breaks and micro signs differ between sources. */
export const squash = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '')

/** What remains of a PDF's text when the blocks are taken out in order, and the blocks that were not found. */
export function compareText(pages: string[], blocks: string[]): { missing: string[]; left: string } {
  const text = squash(pages.join(''))
  const missing: string[] = []
  let left = ''
  let position = 0
  for (const block of blocks) {
    const found = text.indexOf(squash(block), position)
    if (found < 0) missing.push(block)
    else {
      left += text.slice(position, found)
      position = found + squash(block).length
    }
  }
  return { missing, left: left + text.slice(position) }
}

/** The leftovers without what a printed page adds: title and footer, numbers of steps, pages and call-outs. */
export const withoutFurniture = (left: string, { title }: Manual): string =>
  left.replaceAll(squash(title), '').replace(/[\d./]/g, '')

/** The pages that the outline leads to where the heading is not. */
export const misledEntries = ({ outline, pages }: Pdf): string[] =>
  outline
    .filter(({ title, page }) => !squash(pages[page - 1] ?? '').includes(squash(title)))
    .map(({ title, page }) => `${title} (page ${page})`)
