import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { assistantPaths, chatAnswerSchema } from '../../src/assistant-api.ts'
import { madePdf, scannedPdf } from '../assistant/knowledge/made-pdf.ts'
import { phone, startBrowser, type Visit, visit, wide } from '../harness/browser.ts'
import { eventually } from '../harness/eventually.ts'
import { chromium, describeWith } from '../harness/needs.ts'
import { type Product, type ProductPlace, productPlace, startProduct } from '../harness/product.ts'

const squeezed = (text: string | null) => (text ?? '').replace(/\s/g, '')
const firstMark = (answer: Locator) => answer.getByRole('button', { name: /^Source 1:/ }).first()
const sourceOf = (page: Page) => page.getByRole('complementary', { name: 'Source' })
const question = 'What does the error code E-104 mean?'

/** A browser, two servers and a database share what may be a small machine. */
jest.setTimeout(120_000)

describeWith(chromium, 'the web chat in a browser', (path) => {
  let place: ProductPlace
  let product: Product
  let browser: Browser
  let visits: Visit[] = []

  beforeAll(async () => {
    place = await productPlace({ samples: true })
    product = startProduct(place)
    browser = await startBrowser(path)
    await product.ready()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await place?.remove()
  })
  beforeEach(() => {
    visits = []
  })
  afterEach(async () => {
    for (const one of visits) await one.leave()
    expect(visits.flatMap(({ complaints }) => complaints)).toEqual([])
  })

  const open = async (options: BrowserContextOptions = wide, address = '/'): Promise<Visit> => {
    const one = await visit(browser, `${place.chatUrl}${address}`, options)
    visits.push(one)
    return one
  }

  /** What the assistant itself cites first, to hold the page against. */
  async function citationFor(message: string, model: string) {
    const response = await fetch(`${place.assistantUrl}${assistantPaths.chat}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message, machine_model: model }),
    })
    const [citation] = chatAnswerSchema.parse(await response.json()).citations
    if (!citation) throw new Error(`nothing is cited for ${message}`)
    return citation
  }

  test('a first question gets an answer whose [1] opens the page with the quote', async () => {
    const { page, answer, picture } = await open()
    await page.getByRole('heading', { name: 'Ask about your machine' }).waitFor()
    await picture('wide-empty')
    const suggestion = page.getByRole('list', { name: 'Suggested questions' }).getByRole('button').first()
    const [asked = '', model = ''] = await suggestion.locator('span').allTextContents()
    await suggestion.click()
    await answer.locator('time').waitFor()
    expect(await page.getByRole('log').getAttribute('aria-busy')).toBe('false')

    const citation = await citationFor(asked, model)
    await firstMark(answer).click()
    const source = sourceOf(page)
    const highlight = source.locator('.highlight').first()
    await highlight.waitFor()
    await picture('wide-source')
    expect(await source.getByRole('heading').textContent()).toBe(citation.title)
    expect(await source.locator('.page-count').textContent()).toMatch(`Page ${citation.page} of `)
    expect(squeezed(await source.locator('.textLayer').textContent())).toContain(squeezed(citation.quote))
    // The page may draw a line in several pieces, and the quote's first word may stand elsewhere on it too.
    const [firstWord = ''] = citation.quote.split(/\s/)
    const words = await source.locator('.textLayer span').filter({ hasText: firstWord }).all()
    const tops = await Promise.all(words.map(async (word) => (await word.boundingBox())?.y ?? 1e6))
    const box = await highlight.boundingBox()
    expect(box?.width).toBeGreaterThan(20)
    expect(Math.min(...tops.map((top) => Math.abs(top - (box?.y ?? 0))))).toBeLessThan(6)
  })

  test('in the source one reads on and back; Esc closes it and the focus is where it was', async () => {
    const { page, answer, say } = await open()
    await say(question)
    await firstMark(answer).click()
    const source = sourceOf(page)
    await source.locator('.highlight').first().waitFor()
    const number = Number(/\d+/.exec((await source.locator('.page-count').textContent()) ?? '')?.[0])
    await source.getByRole('button', { name: 'Next page' }).click()
    await source
      .getByRole('region', { name: `Page ${number + 1} of` })
      .locator('canvas')
      .waitFor()
    await source.getByRole('button', { name: 'Previous page' }).click()
    await source.locator('.highlight').first().waitFor()
    expect(await source.getByRole('link', { name: 'Open PDF' }).getAttribute('href')).toMatch(
      new RegExp(`^/api/documents/[0-9a-f-]+/file#page=${number}$`),
    )
    await page.keyboard.press('Escape')
    await source.waitFor({ state: 'detached' })
    await firstMark(answer).and(page.locator(':focus')).waitFor()
  })

  test('a follow-up goes into the same conversation, which a reload keeps', async () => {
    const { page, entries, say } = await open()
    await say(question)
    await page.getByRole('article', { name: 'Assistant' }).nth(0).locator('time').waitFor()
    await say('And how is it put right?')
    await page.getByRole('article', { name: 'Assistant' }).nth(1).locator('time').waitFor()
    const before = await entries.allTextContents()
    expect(page.url()).toMatch(/\/c\/[0-9a-f-]{36}$/)
    await page.reload()
    await entries.nth(3).waitFor()
    expect(await entries.allTextContents()).toEqual(before)
    expect(await page.getByRole('link', { name: question }).first().getAttribute('aria-current')).toBe('page')
  })

  test('/ completes commands with the keyboard, and help answers', async () => {
    const { page, answer, field, picture } = await open()
    await field.pressSequentially('/')
    const options = page.getByRole('listbox', { name: 'Commands' }).getByRole('option')
    await options.first().waitFor()
    await picture('wide-completion')
    await field.press('ArrowDown')
    expect(await page.getByRole('option', { selected: true }).textContent()).toContain('/escalate')
    await field.press('Escape')
    await options.first().waitFor({ state: 'detached' })
    await field.pressSequentially('he')
    await field.press('Tab')
    expect(await field.inputValue()).toBe('/help ')
    await field.press('Enter')
    await answer.getByRole('heading', { name: 'Help' }).waitFor()
    expect(await answer.textContent()).toContain('/ai status')
  })

  test('what looks like a script is shown as the text that it is', async () => {
    const { page, entries, say, answer } = await open()
    const text = '<img src=x onerror=alert(1)><script>alert(2)</script> {{7*7}}'
    await say(text)
    await answer.locator('time').waitFor()
    expect(await entries.first().locator('.bubble').textContent()).toBe(text)
    expect(await page.locator('img').count()).toBe(0)
    await page.locator('.conversation-title').first().filter({ hasText: '<img src=x' }).waitFor()
  })

  test('the knowledge keeper adds a manual, sees it being read, and its words answer', async () => {
    const { page, answer, say, become, picture } = await open()
    expect(await page.getByRole('button', { name: 'Add a manual' }).count()).toBe(0)
    await become('Kim Specimen')
    await page.getByRole('button', { name: 'Add a manual' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a manual' })
    const choose = dialog.locator('input[type=file]')
    await choose.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') })
    await dialog.getByText('“notes.txt” is not a PDF.').waitFor()
    const buffer = await madePdf({
      sections: Array.from({ length: 12 }, (_, at) => ({
        title: at === 8 ? 'Winch gearbox oil' : `Chapter ${at + 1}`,
        text:
          at === 8
            ? 'Fill the winch gearbox with 320 ml of oil of grade VG 68.'
            : 'Nothing of note. '.repeat(40),
        newPage: true,
      })),
    })
    await choose.setInputFiles({ name: 'Winch_W-7_Care.pdf', mimeType: 'application/pdf', buffer })
    expect(await dialog.getByLabel('Title').inputValue()).toBe('Winch W-7 Care')
    await dialog.getByLabel('Other models').fill('W-7')
    await picture('wide-upload')
    await dialog.getByRole('button', { name: 'Add the manual' }).click()
    await dialog.getByRole('progressbar').waitFor()
    await dialog
      .getByRole('heading', { name: /^DONE ?Manual added · Winch W-7 Care, proved in/ })
      .waitFor({ timeout: 60_000 })
    await dialog.getByText(/^1st of \d for “/).waitFor()
    await picture('wide-manual-proved')
    await dialog.getByRole('button', { name: 'Ask about it' }).click()
    expect(await page.getByRole('radio', { name: 'W-7' }).isChecked()).toBe(true)
    await say('How much oil does the winch gearbox take?')
    await firstMark(answer).click()
    expect(await answer.textContent()).toContain('VG 68')
    await sourceOf(page).locator('.highlight').first().waitFor()
    expect(await sourceOf(page).locator('.page-count').textContent()).toBe('Page 9 of 12')
  })

  test('a manual that cannot be read says why and what to do', async () => {
    const { page, become, picture } = await open()
    await become('Kim Specimen')
    await page.getByRole('button', { name: 'Add a manual' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a manual' })
    const buffer = await scannedPdf(3)
    await dialog
      .locator('input[type=file]')
      .setInputFiles({ name: 'scan.pdf', mimeType: 'application/pdf', buffer })
    await dialog.getByRole('button', { name: 'Add the manual' }).click()
    await dialog
      .getByRole('heading', { name: /^FAILED ?Manual · scan · step 2/ })
      .waitFor({ timeout: 60_000 })
    await dialog.getByText(/it is a scan\. Run text recognition/).waitFor()
    await picture('wide-manual-failed')
    await dialog.getByRole('button', { name: 'Remove the manual…' }).click()
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
    await dialog.getByRole('heading', { name: /^REMOVED ?Manual · scan/ }).waitFor()
    await dialog.getByRole('button', { name: 'Add another' }).click()
    await dialog.locator('input[type=file]').waitFor({ state: 'attached' })
  })

  test('/manuals lists what is known, and its link opens the form above the chat', async () => {
    const { page, answer, say, become, picture } = await open()
    await become('Kim Specimen')
    await say('/manuals')
    await answer
      .getByText(/ready, not tried$/)
      .first()
      .waitFor()
    await picture('wide-manuals')
    await answer.getByRole('link', { name: 'Add a manual…' }).click()
    await page.getByRole('dialog', { name: 'Add a manual' }).getByText('Choose a PDF').waitFor()
    expect(new URL(page.url()).pathname).toMatch(/^\/c\//)
  })

  test('the address of the form opens it too', async () => {
    const { page, become } = await open()
    await become('Kim Specimen')
    await page.goto(`${place.chatUrl}/manuals/add`)
    await page.getByRole('dialog', { name: 'Add a manual' }).getByText('Choose a PDF').waitFor()
  })

  test('"Get a person" opens a case, once, and its button goes', async () => {
    const { page, answer, entries, say, picture } = await open()
    await say(question)
    await answer.getByRole('button', { name: 'Get a person' }).click()
    await page.getByRole('heading', { name: /^OPEN ?C-\d+/ }).waitFor()
    await picture('wide-case')
    await page.getByRole('button', { name: 'Get a person' }).waitFor({ state: 'detached' })
    expect(await entries.count()).toBe(3)
  })

  test('a maintenance that lasts is said above the page, to everybody', async () => {
    const senior = await open()
    await senior.become('Anna Placeholder')
    await senior.say('/window plan now 1h Upgrade of the database')
    await senior.answer.getByRole('heading', { name: /^PLANNED/ }).waitFor()
    const lineOn = async ({ page }: Visit): Promise<number> => {
      await page.reload()
      await page.getByLabel('Your message').waitFor()
      return await page.getByText(/^Maintenance until .+ · Upgrade of the database\./).count()
    }
    for (const [name, options] of Object.entries({
      'wide-maintenance': wide,
      'wide-maintenance-dark': { ...wide, colorScheme: 'dark' as const },
      'phone-maintenance': phone,
      'phone-maintenance-dark': { ...phone, colorScheme: 'dark' as const },
    })) {
      const reader = await open(options)
      await eventually(async () => (await lineOn(reader)) === 1, { every: 1_000 })
      await reader.picture(name)
      const line = reader.page.locator('.maintenance')
      expect(await line.evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true)
      const box = await reader.field.boundingBox()
      expect((box?.y ?? 1e6) + (box?.height ?? 0)).toBeLessThan(options.viewport?.height ?? 0)
    }
    await senior.say('/window end')
    await senior.answer.getByRole('heading', { name: /^ENDED/ }).waitFor()
    await eventually(async () => (await lineOn(senior)) === 0, { every: 1_000 })
  })

  test('thumbs down asks why, and stays pressed after a reload', async () => {
    const { page, answer, say } = await open()
    await say(question)
    await answer.getByRole('button', { name: 'Not helpful' }).click()
    await answer.getByLabel('What was wrong?').fill('Wrong machine')
    await page.keyboard.press('Enter')
    const pressed = answer.locator('[aria-label="Not helpful"][aria-pressed=true]')
    await pressed.waitFor()
    await page.reload()
    await pressed.waitFor()
  })

  test('another person has conversations of their own, and on-call people see the service', async () => {
    const { page, say, answer, become } = await open()
    await say(question)
    await answer.locator('time').waitFor()
    await become('Nikos Example')
    await page.getByText(/^Service: /).waitFor()
    expect(await page.getByRole('link', { name: question }).count()).toBe(0)
    await become('Maria Sample')
    await page.getByRole('link', { name: question }).first().waitFor()
    expect(await page.getByText(/^Service: /).count()).toBe(0)
  })

  test('what is typed and not sent is still there after a reload', async () => {
    const { page, field } = await open()
    await field.fill('Half a quest')
    await page.reload()
    await field.waitFor()
    expect(await field.inputValue()).toBe('Half a quest')
  })

  test('on a phone it is one column: the conversations slide in, the source fills the screen', async () => {
    const { page, answer, say, picture } = await open(phone)
    await page.getByRole('heading', { name: 'Ask about your machine' }).waitFor()
    await picture('phone-empty')
    await say(question)
    await firstMark(answer).tap()
    await sourceOf(page).locator('.highlight').first().waitFor()
    await picture('phone-source')
    expect(await sourceOf(page).boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 })
    await page.getByRole('button', { name: 'Close the source' }).tap()
    await picture('phone-answer')
    expect(await page.locator('.log').evaluate((log) => log.scrollWidth <= log.clientWidth)).toBe(true)
    await page.getByRole('button', { name: 'Show conversations' }).tap()
    await page.getByRole('link', { name: 'New chat' }).tap()
    await page.getByRole('heading', { name: 'Ask about your machine' }).waitFor()
  })

  test("a citation's link shows the page alone, with a way to the chat", async () => {
    const { document_id: id, page: number, quote } = await citationFor(question, 'V4.0')
    const address = `/documents/${id}?page=${number}&quote=${encodeURIComponent(quote)}`
    const { page, picture } = await open({ ...wide, colorScheme: 'dark' }, address)
    await page.locator('.highlight').first().waitFor()
    await picture('wide-document-dark')
    expect(await page.locator('.page-count').textContent()).toMatch(`Page ${number} of `)
    await page.getByRole('link', { name: 'To the chat' }).click()
    await page.getByRole('heading', { name: 'Ask about your machine' }).waitFor()
  })

  test('when the server dies meanwhile, the page says so, comes back by itself, and a question arrives once', async () => {
    const visitor = await open()
    const { page, answer, entries, say, complaints, picture } = visitor
    await say(question)
    await answer.locator('time').waitFor()
    const revived = product.killAndAwaitRevival('bot')
    await page.getByText('Reconnecting…').waitFor()
    await picture('wide-reconnecting')
    await say('And what does E-101 mean?')
    await revived
    await page.getByText('Reconnecting…').waitFor({ state: 'detached', timeout: 20_000 })
    await page.getByRole('article', { name: 'Assistant' }).nth(1).locator('time').waitFor({ timeout: 20_000 })
    expect(await entries.count()).toBe(4)
    // A browser complains of the broken line, and of nothing else.
    expect(complaints.filter((one) => !/ERR_|Failed to load/.test(one))).toEqual([])
    complaints.length = 0
  })
})
