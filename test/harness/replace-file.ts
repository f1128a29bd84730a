import { rename, writeFile } from 'node:fs/promises'

/** Puts a file in another's place at once: whoever reads meanwhile reads one of the two, and never half of it. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}
