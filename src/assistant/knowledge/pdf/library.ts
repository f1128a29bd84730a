import { fileURLToPath } from 'node:url'

/** The folder of the PDF library: character maps and fonts are read from it, nothing from the network. */
export const pdfLibrary = fileURLToPath(
  new URL('../../', import.meta.resolve('pdfjs-dist/legacy/build/pdf.mjs')),
)
