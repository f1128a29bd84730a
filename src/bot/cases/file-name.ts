import { shorten } from '../../shorten.ts'

const longest = 80

/** A file's name on one line, without what hides something of it or leads elsewhere; a long one keeps its ending. */
export function fileName(name: string): string {
  const line = name.toWellFormed().replace(/[\p{Cc}\p{Cf}/\\]+/gu, ' ')
  const [ending = ''] = /\.\w{1,8}\s*$/.exec(line) ?? []
  return shorten(line.slice(0, line.length - ending.length), longest) + ending.trim() || 'a file'
}
