import { shorten } from '../../shorten.ts'
import type { Block, Button, Card } from '../card.ts'
import type { SentFile } from '../platform.ts'

export interface FilesFacts {
  /** Files that may become manuals, each with what its button carries. */
  pdfs: { file: SentFile; value: string }[]
  others: SentFile[]
  /** Whether the sender may add manuals. */
  mayAdd: boolean
  /** The names of those who may. */
  keepers: string[]
}

const manyFiles = 5
const longestLabel = 29

/** What can be done with the files that somebody sent. */
export function filesCard({ pdfs, others, mayAdd, keepers }: FilesFacts): Card {
  const shown = pdfs.slice(0, manyFiles)
  const offered = mayAdd ? shown.filter(({ file }) => !file.isOutOfReach) : []
  return {
    blocks: [
      ...shown.map(({ file }) => text(mayAdd ? offer(file) : askKeeper(file, keepers))),
      ...(others.length === 0 ? [] : [text(notRead(others))]),
      ...(pdfs.length > manyFiles ? [text(`Send the others apart, ${manyFiles} at a time.`)] : []),
      ...(offered.length > 0 ? [buttons(offered)] : []),
    ],
  }
}

function offer(file: SentFile): string {
  if (file.isOutOfReach)
    return `${nameOf(file)}: I cannot open files here. Send it to me in a chat alone with me.`
  return `${nameOf(file)}: Add it to the knowledge base?`
}

function askKeeper(file: SentFile, keepers: string[]): string {
  const whom =
    keepers.length === 0 ? 'an administrator to name somebody who does' : keepers.slice(0, 2).join(' or ')
  return `${nameOf(file)}: knowledge keepers add manuals to the knowledge base. Ask ${whom}.`
}

function notRead(files: SentFile[]): string {
  const names = files.slice(0, manyFiles).map(({ name }) => shorten(name, 60))
  return `${names.join(', ')}: I can read PDFs that are added to the knowledge base, not pictures or other files. Describe what you see in words.`
}

function buttons(pdfs: FilesFacts['pdfs']): Block {
  const all = pdfs.map(({ file, value }, index): Button => {
    const label = pdfs.length === 1 ? 'Add to the knowledge base…' : shorten(`Add ${file.name}`, longestLabel)
    return { label, action: 'add-manual', value, ...(index === 0 && { style: 'primary' as const }) }
  })
  const [shown, more] = [all.slice(0, 3), all.slice(3)]
  return { kind: 'buttons', buttons: shown, ...(more.length > 0 && { more }) }
}

/** `manual.pdf (2.1 MB)` */
function nameOf({ name, size }: SentFile): string {
  return size === 0 ? shorten(name, 80) : `${shorten(name, 80)} (${sizeOf(size)})`
}

/** `2.1 MB` */
export function sizeOf(bytes: number): string {
  const megabytes = bytes / 1_000_000
  return megabytes >= 0.1 ? `${megabytes.toFixed(1)} MB` : `${Math.ceil(bytes / 1_000)} kB`
}

const text = (words: string): Block => ({ kind: 'text', text: words })
