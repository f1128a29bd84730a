import type { FileLimits } from '../../api.ts'

/** Files that go with a message once it is sent, and what is wrong with others, as sentences. */
export interface Attached<Sent extends Pick<File, 'name' | 'size'> = File> {
  files: Sent[]
  problems: string[]
}

export const nothingAttached: Attached = { files: [], problems: [] }

/** What a message then carries: of more files those that the server takes. */
export function attach<Sent extends Pick<File, 'name' | 'size'>>(
  files: Sent[],
  more: Sent[],
  limits: FileLimits,
): Attached<Sent> {
  const large = more.filter(({ size }) => size > limits.bytesEach)
  const all = [...files, ...more.filter((file) => !large.includes(file))]
  const over = all.slice(limits.files)
  return {
    files: all.slice(0, limits.files),
    problems: [
      ...large.map(
        ({ name, size }) =>
          `“${name}” has ${megabytes(size)} MB; the most is ${megabytes(limits.bytesEach)} MB. Send a smaller copy, or a link.`,
      ),
      ...(over.length === 0
        ? []
        : [
            `A message takes ${limits.files} files. Send ${over.map(({ name }) => `“${name}”`).join(', ')} in another.`,
          ]),
    ],
  }
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1_000_000)
