import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'

const pictures = join(import.meta.dirname, '../../test-results')

export const wide: BrowserContextOptions = { viewport: { width: 1440, height: 900 } }
export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
}

/** Somebody who has the chat open. */
export interface Visit {
  page: Page
  /** What a browser's console complained of, and every request that failed or left the machine. */
  complaints: string[]
  /** The entries of the log, oldest first. */
  entries: Locator
  /** The last thing that the assistant said. */
  answer: Locator
  field: Locator
  say(text: string): Promise<void>
  become(name: string): Promise<void>
  picture(name: string): Promise<void>
  leave(): Promise<void>
}

export async function startBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  })
}

/** Opens the chat in a browser of its own: no cookie, no memory of others. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = wide,
): Promise<Visit> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const complaints = listen(page, new URL(url).origin)
  await page.goto(url)
  const field = page.getByLabel('Your message')
  return {
    page,
    complaints,
    entries: page.getByRole('article'),
    answer: page.getByRole('article', { name: 'Assistant' }).last(),
    field,
    say: async (text) => {
      await field.fill(text)
      await field.press('Enter')
    },
    become: async (name) => {
      await page.getByRole('button', { name: /Demo: be somebody else/ }).click()
      await page.getByRole('menuitemradio', { name }).click()
      await page.getByRole('button', { name: new RegExp(`^${name}.*Demo`) }).waitFor({ state: 'attached' })
    },
    picture: async (name) => {
      mkdirSync(pictures, { recursive: true })
      await page.screenshot({ path: join(pictures, `${name}.png`) })
    },
    leave: () => context.close(),
  }
}

/** Content Security Policy violations are told in the console, so they are heard here too. */
function listen(page: Page, origin: string): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`page: ${error.message}`))
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`)
  })
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url())
    if (protocol.startsWith('http') && asked !== origin) complaints.push(`foreign: ${request.url()}`)
  })
  return complaints
}
