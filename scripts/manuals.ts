import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { manualsFolder, markdownOf, readManifest } from './manuals/manifest.ts'
import { manualPage } from './manuals/page.ts'
import { withPrinter } from './manuals/printer.ts'

/** Writes the PDF of each sample manual beside its Markdown, with Debian's Chromium. */
await withPrinter('/usr/bin/chromium', async (print) => {
  for (const manual of readManifest()) {
    const pdf = await print(manualPage(manual, markdownOf(manual)))
    writeFileSync(join(manualsFolder, manual.file), pdf)
    process.stdout.write(`${manual.file}: ${Math.round(pdf.length / 1024)} KB\n`)
  }
})
