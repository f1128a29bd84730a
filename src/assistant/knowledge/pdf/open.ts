import { join } from 'node:path'
import type { PDFDocumentProxy } from 'pdfjs-dist'
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { pdfLibrary } from './library.ts'
import { PdfProblem } from './problem.ts'

/**
 * Opens a PDF.
 * @throws PdfProblem when it is cut off, damaged or needs a password.
 */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  if (!hasEnd(bytes)) throw new PdfProblem('truncated')
  try {
    return await getDocument({
      data: bytes,
      cMapUrl: `${join(pdfLibrary, 'cmaps')}/`,
      cMapPacked: true,
      standardFontDataUrl: `${join(pdfLibrary, 'standard_fonts')}/`,
      disableFontFace: true,
      useSystemFonts: false,
      useWorkerFetch: false,
      useWasm: false,
      verbosity: VerbosityLevel.ERRORS,
    }).promise
  } catch (cause) {
    throw new PdfProblem(isPasswordError(cause) ? 'password' : 'damaged', { cause })
  }
}

function isPasswordError(error: unknown): boolean {
  return error instanceof Error && error.name === 'PasswordException'
}

/** The bytes at the end among which the end mark must stand; what follows it is often padding. */
const tailLength = 2_048

/** A PDF that lacks its end mark was cut off on its way; the library would quietly read a part of it. */
function hasEnd(bytes: Uint8Array): boolean {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] ?? 0) <= 32) end -= 1
  const tail = Buffer.from(bytes.subarray(Math.max(0, end - tailLength), end)).toString('latin1')
  return tail.includes('%%EOF')
}
