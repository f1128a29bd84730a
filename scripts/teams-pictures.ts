import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { pageOf } from './teams-pictures/page.ts'
import { type Picture, pictures } from './teams-pictures/pictures.ts'

const folder = join(import.meta.dirname, '../docs/pictures')
const library = createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.min.js')

/** Draws how cards look in Teams into docs/pictures: the very cards that are sent, by Microsoft's own renderer. */
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  chromiumSandbox: process.getuid?.() !== 0,
})
try {
  const page = await browser.newPage({ viewport: { width: 760, height: 400 }, deviceScaleFactor: 2 })
  for (const [name, picture] of Object.entries(pictures)) await draw(page, name, picture)
} finally {
  await browser.close()
}

async function draw(page: Page, name: string, picture: Picture): Promise<void> {
  await page.setContent(pageOf(picture))
  await page.addScriptTag({ path: library })
  await page.addScriptTag({ path: join(import.meta.dirname, 'teams-pictures/draw.js') })
  await page.locator('body').screenshot({ path: join(folder, `teams-${name}.png`) })
  process.stdout.write(`teams-${name}.png\n`)
}
