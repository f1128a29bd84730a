/** What can be told from a file before it is sent. */
export interface FileFacts {
  name: string
  size: number
  type: string
}

const million = 1_000_000

/** 3.4 MB, or 25 kB. */
export function sizeOf({ size }: Pick<FileFacts, 'size'>): string {
  return size < million ? `${Math.ceil(size / 1_000)} kB` : `${(size / million).toFixed(1)} MB`
}

/** Why a file need not be sent at all, as sentences; undefined where it may be tried. */
export function fileProblem({ name, size, type }: FileFacts, maxMb: number): string | undefined {
  if (type !== 'application/pdf' && !/\.pdf$/i.test(name)) return `“${name}” is not a PDF. Choose a PDF file.`
  if (size === 0) return `“${name}” is empty. Choose another file.`
  if (size > maxMb * 1024 * 1024) {
    return `“${name}” has ${Math.ceil(size / million)} MB; the most is ${maxMb} MB. Split it or save it smaller.`
  }
  return undefined
}

/** A title from a file's name: AutoBoss_V4.0-Maintenance.pdf → AutoBoss V4.0 Maintenance */
export function titleFrom(name: string): string {
  return name
    .replace(/\.pdf$/i, '')
    .replace(/[_\s]+|-(?=\D)/g, ' ')
    .trim()
    .slice(0, 200)
}

/** The known models that a file's name mentions. */
export function modelsIn(name: string, models: string[]): string[] {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  return models.filter((model) => plain(name).includes(plain(model)))
}

/** A list written with commas. */
export function listOf(text: string): string[] {
  return [...new Set(text.split(',').map((item) => item.trim()))].filter((item) => item !== '')
}
