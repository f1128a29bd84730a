import { chromium } from 'playwright-core'

/** Runs the work with a function that prints an HTML page to PDF (with outline and tags). */
export async function withPrinter<T>(
  executablePath: string,
  work: (print: (html: string) => Promise<Buffer>) => Promise<T>,
): Promise<T> {
  // Chromium refuses its sandbox to root.
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 })
  try {
    const page = await browser.newPage()
    return await work(async (html) => {
      await page.setContent(html)
      return page.pdf({ preferCSSPageSize: true, printBackground: true, outline: true, tagged: true })
    })
  } finally {
    await browser.close()
  }
}
