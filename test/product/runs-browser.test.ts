import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import type { Browser, BrowserContextOptions, Locator } from 'playwright-core'
import { phone, startBrowser, type Visit, visit, wide } from '../harness/browser.ts'
import { chromium, describeWith } from '../harness/needs.ts'
import { type Product, type ProductPlace, productPlace, startProduct } from '../harness/product.ts'

/** A browser, two servers and two databases share what may be a small machine. */
const patienceMs = 120_000
jest.setTimeout(400_000)

describeWith(chromium, 'runs in a browser', (path) => {
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

  /** Opens a page as somebody. */
  const open = async (id: string, options: BrowserContextOptions = wide, address = '/'): Promise<Visit> => {
    const one = await visit(browser, place.chatUrl, options)
    visits.push(one)
    await one.page.context().addCookies([{ name: 'person', value: id, url: place.chatUrl }])
    await one.page.goto(place.chatUrl + address)
    return one
  }
  /** Waits until a card shows one of these states; another one at which a run stays is a failure at once. */
  const state = async (card: Locator, word: string) => {
    const shown = card
      .locator('.state')
      .filter({ hasText: new RegExp(`^(${word}|FAILED|UNKNOWN|STOPPED|VOID)$`) })
    await shown.waitFor({ timeout: patienceMs })
    expect(await card.textContent()).toContain(word)
  }

  test('/restart by on-call: the plan, its confirmation, another process, the proof and the record', async () => {
    const nikos = await open('nikos')
    const { page, answer } = nikos
    const before = await product.pidOf('assistant')
    await nikos.say('/restart')
    await state(nikos.answer, 'PLAN')
    await answer.getByText('Exact commands').click()
    await answer.getByText('agent restart ai_assistant').waitFor()
    await nikos.picture('runs-plan')

    const confirm = answer.getByRole('button', { name: 'Restart now' })
    await confirm.press('Enter')
    await answer.getByText('Enter does not approve.').waitFor()
    await confirm.press('Space')
    await state(nikos.answer, 'DONE')
    await nikos.picture('runs-done')
    expect(await product.pidOf('assistant')).not.toBe(before)
    expect(await answer.textContent()).toMatch(/Health.*good for 10 s/s)
    expect(await answer.getByRole('button').count()).toBe(0)

    await answer.getByRole('link', { name: 'Full record' }).click()
    await page.getByRole('heading', { name: 'Timeline' }).waitFor()
    expect(new URL(page.url()).pathname).toMatch(/^\/runs\/\d+$/)
    expect(await page.getByRole('region', { name: 'Timeline' }).textContent()).toContain(
      'Nikos Example confirmed it',
    )
    const steps = page.getByRole('region', { name: 'Steps' }).getByRole('listitem')
    expect(await steps.count()).toBe(await steps.getByText('Done', { exact: true }).count())
    await nikos.picture('runs-record')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download record' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^R-\d+\.json$/)

    await page.goBack()
    await state(nikos.answer, 'DONE')
  })

  test('/stop by Nikos is approved by Anna on her phone; both pages follow without being loaded anew', async () => {
    const anna = await open('anna', phone, '/approvals')
    await anna.page.getByText('Nothing waits for you.').waitFor()
    const nikos = await open('nikos')
    await nikos.say('/stop')
    await state(nikos.answer, 'NEEDS APPROVAL')
    expect(await nikos.answer.getByRole('button', { name: 'Reject' }).count()).toBe(0)

    const card = anna.page.getByRole('article', { name: /^R-\d+$/ })
    await card.getByRole('button', { name: 'Reject' }).tap()
    const why = card.getByLabel('Why?')
    await why.and(anna.page.locator(':focus')).waitFor()
    await anna.picture('runs-phone-reason')
    await why.press('Escape')
    await card.getByRole('button', { name: 'Reject' }).and(anna.page.locator(':focus')).waitFor()
    await anna.picture('runs-phone-approval')
    const small = await card
      .getByRole('button')
      .evaluateAll((all) =>
        all.filter((one) => Math.min(one.clientHeight, one.clientWidth) < 40).map((one) => one.textContent),
      )
    expect(small).toEqual([])
    expect(await anna.page.locator('html').evaluate((root) => root.scrollWidth)).toBe(390)

    await card.getByRole('button', { name: 'Approve stop' }).tap()
    await state(card, 'DONE')
    await anna.page.getByText('Nothing waits for you.').waitFor()
    await anna.page.locator('.run-card :focus').waitFor()
    await anna.picture('runs-phone-approved')
    await state(nikos.answer, 'DONE')
    await nikos.picture('runs-stopped')

    await nikos.say('/start')
    await state(nikos.answer, 'PLAN')
    await nikos.page.getByRole('link', { name: /Approvals/ }).click()
    const start = nikos.page.getByRole('article', { name: /^R-\d+$/ })
    await start.getByRole('button', { name: 'More' }).click()
    await nikos.page.getByRole('menuitem', { name: 'Dry run' }).click()
    await start.getByText('nothing was changed').waitFor()
    await nikos.picture('runs-dry-run')
    await start.getByRole('button', { name: 'Start now' }).click()
    await state(start, 'DONE')
    await nikos.picture('runs-approvals')

    await nikos.page.getByRole('link', { name: 'Runs', exact: true }).click()
    const row = nikos.page.getByRole('link', { name: /Stop ai_assistant/ })
    await row.waitFor()
    await nikos.picture('runs-list')
    expect(await row.textContent()).toMatch(/R-\d+.*Done.*Nikos Example.*took/s)
  })

  test('staff see neither approvals nor runs, and are told who may', async () => {
    const maria = await open('maria')
    expect(await maria.page.getByRole('link', { name: /Approvals|Runs/ }).count()).toBe(0)
    await maria.say('/restart')
    await maria.answer.getByText('needs the on-call role').waitFor()
    await maria.page.goto(`${place.chatUrl}/runs`)
    await maria.page.getByText('Runs are for people who are on call.').waitFor()
  })
})
