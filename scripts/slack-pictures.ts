import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { page as pageOf } from './slack-pictures/page.ts'
import { pictures } from './slack-pictures/pictures.ts'

const folder = join(import.meta.dirname, '../docs/pictures')

/** Draws how cards look in Slack into docs/pictures, from the very blocks that are sent, with Debian's Chromium. */
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  chromiumSandbox: process.getuid?.() !== 0,
})
try {
  const page = await browser.newPage({ viewport: { width: 720, height: 400 }, deviceScaleFactor: 2 })
  for (const [name, body] of Object.entries(pictures)) await draw(page, name, body)
} finally {
  await browser.close()
}

async function draw(page: Page, name: string, body: string): Promise<void> {
  await page.setContent(pageOf(body))
  await page.locator('body').screenshot({ path: join(folder, `slack-${name}.png`) })
  process.stdout.write(`slack-${name}.png\n`)
}
