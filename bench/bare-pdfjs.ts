import { buffer } from 'node:stream/consumers'
import { execa } from 'execa'
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { z } from 'zod'

const resultSchema = z.object({ pages: z.number(), peakMemoryMb: z.number() })

/** Reads a PDF's text with the library alone, in a process that does nothing else with it. */
export async function bareRead(bytes: Uint8Array): Promise<z.infer<typeof resultSchema>> {
  const { stdout } = await execa(process.execPath, [import.meta.filename], { input: bytes })
  return resultSchema.parse(JSON.parse(stdout))
}

if (import.meta.main) {
  const data = new Uint8Array(await buffer(process.stdin))
  const doc = await getDocument({ data, verbosity: VerbosityLevel.ERRORS }).promise
  for (let number = 1; number <= doc.numPages; number += 1) {
    const page = await doc.getPage(number)
    await page.getTextContent()
    page.cleanup()
  }
  const peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1_024)
  process.stdout.write(JSON.stringify({ pages: doc.numPages, peakMemoryMb }))
}
