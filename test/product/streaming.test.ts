import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { type FakeOpenAi, startFakeOpenAi } from '../fakes/openai.ts'
import { startBrowser, visit } from '../harness/browser.ts'
import { chromium, describeWith } from '../harness/needs.ts'
import { type ProductPlace, productPlace, startProduct } from '../harness/product.ts'

/** A browser, two servers and a database share what may be a small machine. */
jest.setTimeout(120_000)

const key = 'sk-test-key-that-nobody-may-see'

describeWith(chromium, 'an answer that a model writes slowly', (path) => {
  let place: ProductPlace
  let openai: FakeOpenAi
  let browser: Browser

  beforeAll(async () => {
    openai = await startFakeOpenAi({ key })
    place = await productPlace({ samples: true })
    browser = await startBrowser(path)
    await startProduct(place, { OPENAI_API_KEY: key, OPENAI_BASE_URL: openai.url }).ready()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await place?.remove()
    await openai?.stop()
  })

  test('is read in the page while it is still being written', async () => {
    openai.says('The water pressure is too low [1]. Check the nozzles and the unloader valve [1].', {
      latency: 200,
      chunkSize: 4,
    })
    const { page, answer, say, leave, complaints } = await visit(browser, place.chatUrl)
    const log = page.getByRole('log')
    await say('What does the error code E-104 of the V4.0 mean?')
    await answer.getByText('The water pressure is too low').waitFor()
    expect(await log.getAttribute('aria-busy')).toBe('true')
    expect(await answer.textContent()).not.toContain('unloader')

    await answer.locator('time').waitFor()
    expect(await log.getAttribute('aria-busy')).toBe('false')
    expect(await answer.textContent()).toContain('Check the nozzles and the unloader valve')
    expect(await answer.textContent()).toContain('Written by AI from the manuals')
    await leave()
    expect(complaints).toEqual([])
  })
})
