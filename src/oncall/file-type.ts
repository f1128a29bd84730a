/** How each kind of picture begins, byte by byte as a character; `.` is any. */
const beginnings = {
  'image/png': /^\x89PNG\r\n.\n/,
  'image/jpeg': /^\xff\xd8\xff/,
  'image/gif': /^GIF8[79]a/,
  'image/webp': /^RIFF.{4}WEBP/s,
}

/** What a browser is told that a file is. */
export type FileType = keyof typeof beginnings | 'application/octet-stream'

/** The type of a file by its own first bytes, whatever its sender calls it: only pictures are shown. */
export function fileTypeOf(content: Uint8Array): FileType {
  const begin = String.fromCharCode(...content.subarray(0, 12))
  const types = Object.keys(beginnings) as (keyof typeof beginnings)[]
  return types.find((type) => beginnings[type].test(begin)) ?? 'application/octet-stream'
}

/** Whether a browser may show a file, instead of saving it. */
export const isPicture = ({ type }: { type: FileType }): boolean => type !== 'application/octet-stream'
