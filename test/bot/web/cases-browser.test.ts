import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { documentId, type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { type BotHome, botHome, errorsIn, startTestBot, type TestBot } from '../../harness/bot.ts'
import { phone, startBrowser, type Visit, visit, wide } from '../../harness/browser.ts'
import { askForPerson, furnish } from '../../harness/cases.ts'
import { eventually } from '../../harness/eventually.ts'
import { chromium, describeWith } from '../../harness/needs.ts'
import { documentWith } from '../../sops/manuals/documents.ts'

/** A browser and a database share what may be a small machine. */
jest.setTimeout(400_000)

describeWith(chromium, 'cases in a browser', (path) => {
  let assistant: FakeAssistant
  let home: BotHome
  let bot: TestBot
  let browser: Browser
  let visits: Visit[] = []

  beforeAll(async () => {
    assistant = await startFakeAssistant()
    assistant.documents = [documentWith(documentId)]
    home = await botHome(assistant.url)
    bot = await startTestBot(home)
    browser = await startBrowser(path)
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await bot?.close()
    await home?.remove()
    await assistant?.stop()
  })
  beforeEach(() => {
    visits = []
  })
  afterEach(async () => {
    for (const one of visits) await one.leave()
    expect(visits.flatMap(({ complaints }) => complaints)).toEqual([])
    expect(errorsIn(bot)).toEqual([])
  })

  /** Opens a page as somebody. */
  const open = async (id: string, address = '/', options: BrowserContextOptions = wide): Promise<Visit> => {
    const one = await visit(browser, bot.url, options)
    visits.push(one)
    one.page.setDefaultTimeout(100_000)
    await one.page.context().addCookies([{ name: 'person', value: id, url: bot.url }])
    await one.page.goto(bot.url + address)
    return one
  }
  const log = ({ page }: Visit) => page.getByRole('log', { name: /What was said/ })
  const wholePicture = async (one: Visit, name: string, height: number) => {
    const size = one.page.viewportSize() ?? { width: 1440, height: 900 }
    await one.page.setViewportSize({ width: size.width, height })
    await one.picture(name)
    await one.page.setViewportSize(size)
  }
  /** Holds text files over the page, or drops them there. */
  const drag = ({ page }: Visit, type: 'dragover' | 'drop', ...names: string[]) =>
    page.evaluate(`(() => {
      const dataTransfer = new DataTransfer()
      for (const name of ${JSON.stringify(names)}) dataTransfer.items.add(new File(['E-104'], name))
      document.body.dispatchEvent(new DragEvent('${type}', { dataTransfer, bubbles: true, cancelable: true }))
    })()`)
  /** Controls that a finger would miss. */
  const small = ({ page }: Visit) =>
    page
      .locator('.page')
      .locator('button, a, textarea, input')
      .evaluateAll((all) =>
        all.filter((one) => one.clientHeight > 0 && one.clientHeight < 40).map((one) => one.textContent),
      )

  test('Maria asks for a person; Nikos takes it and writes; both read each other, and Maria hears the cause', async () => {
    const maria = await open('maria')
    await maria.say('What does E-104 mean?')
    await maria.answer.getByRole('button', { name: 'Get a person' }).click()
    await maria.page.getByText('Your question is with the on-call engineer').waitFor()

    const nikos = await open('nikos')
    const { page } = nikos
    const link = page.getByRole('link', { name: 'Cases 1 waiting for you' })
    await link.focus()
    await page.keyboard.press('Enter')
    const row = page.getByRole('list', { name: 'Waiting' }).getByRole('link')
    expect(await row.textContent()).toMatch(
      /C-1.*What does E-104 mean\?.*Open.*Warning.*Level 1.*Due .*Maria Sample/s,
    )
    await row.press('Enter')
    const card = page.getByRole('article', { name: 'C-1' })
    await card.getByRole('button', { name: 'Take', exact: true }).press('Enter')
    await card.getByText('TAKEN by Nikos Example').waitFor()
    await card.locator(':focus').waitFor()

    const field = page.getByLabel('Your message')
    await page.getByText('Maria Sample reads this in the web chat.').waitFor()
    await field.fill('Did it show\nbefore or after the start?')
    await field.press('Enter')
    await log(nikos).getByText('before or after the start?').waitFor()
    await eventually(async () => (await field.inputValue()) === '')

    const answer = maria.page
      .getByRole('article', { name: 'Assistant' })
      .filter({ hasText: 'before or after' })
    expect(await answer.textContent()).toContain('Nikos Example · C-1')
    await maria.picture('cases-asker-chat')
    await answer.getByRole('button', { name: 'Write to them…' }).click()
    await maria.page.getByLabel('Your words').fill('After it')
    await maria.page.getByRole('button', { name: 'Send', exact: true }).first().click()
    await log(nikos).getByText('After it').waitFor()
    expect(await log(nikos).getByRole('article').count()).toBe(2)

    await card.getByRole('button', { name: 'Resolve…' }).click()
    await card.getByLabel('What was it, and what helped?').fill('A loose cable; it is fastened.')
    await card.getByRole('button', { name: 'Resolve', exact: true }).press('Enter')
    await card.getByText('RESOLVED by Nikos Example').waitFor()
    await page.getByLabel('Your message').waitFor({ state: 'detached' })
    await maria.page.getByText('A loose cable; it is fastened.').waitFor()

    await card.getByRole('button', { name: 'Keep the answer…' }).click()
    await card
      .getByLabel('The answer, as the next one who asks should read it')
      .fill('E-104 is a loose cable: fasten it.')
    await wholePicture(nikos, 'cases-keep-answer', 1200)
    await card.getByRole('button', { name: 'Propose it' }).press('Enter')
    await card.getByText(/The answer waits for somebody else’s review as V-\d+/).waitFor()
    await wholePicture(nikos, 'cases-kept-answer', 1200)
    expect(await home.query('SELECT answer, status, written_by, case_number FROM verified_answers')).toEqual([
      {
        answer: 'E-104 is a loose cable: fasten it.',
        status: 'proposed',
        written_by: 'nikos',
        case_number: 1,
      },
    ])

    await page.getByRole('link', { name: 'Cases', exact: true }).first().click()
    await page.getByText('Nobody waits for a person.').waitFor()
    expect(await page.getByRole('list', { name: 'Resolved last' }).textContent()).toContain('Resolved')
  })

  test('the list and a case with calls, passages and what is due, wide and on a phone', async () => {
    const { number } = await askForPerson(bot, home, 'maria', 'E-104 shows after the start-up of line 2')
    await askForPerson(bot, home, 'kim', 'The label printer prints nothing')
    await furnish(home, number)
    const nikos = await open('nikos', `/cases/${number}`)
    const { page } = nikos
    const card = page.getByRole('article', { name: `C-${number}` })
    await card.getByRole('button', { name: /V4.0 Start-up, page 12/ }).waitFor()
    const due = page.getByRole('region', { name: 'What is due' })
    expect(await due.textContent()).toMatch(/Anna Placeholder is called by e-mail, unless somebody takes it/)
    const past = page.getByRole('region', { name: 'What happened' })
    expect(await past.textContent()).toMatch(/Nikos Example could not be called by e-mail: 550 <\(address\)>/)
    await wholePicture(nikos, 'cases-open', 1500)

    await card.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Say how urgent it is…' }).click()
    const offer = page.getByRole('region', { name: 'How urgent is it?' })
    await offer.waitFor()
    await wholePicture(nikos, 'cases-urgency', 1500)
    await offer.getByRole('button', { name: /^Nothing works/ }).click()
    await card.getByText('critical', { exact: true }).waitFor()
    expect(await offer.count()).toBe(0)
    await page.getByRole('link', { name: 'Cases', exact: true }).first().click()
    await page.getByRole('list', { name: 'Waiting' }).waitFor()
    await nikos.picture('cases-list')

    const anna = await open('anna', '/cases', phone)
    await anna.page.getByRole('list', { name: 'Waiting' }).waitFor()
    expect(await small(anna)).toEqual([])
    await anna.picture('cases-phone-list')
    await anna.page.getByRole('link', { name: new RegExp(`C-${number}`) }).tap()
    await anna.page.getByLabel('Your message').fill('Who is at line 2 now?')
    await anna.page.getByRole('button', { name: 'Send', exact: true }).tap()
    await log(anna).getByText('Who is at line 2 now?').waitFor()
    expect(await small(anna)).toEqual([])
    expect(await anna.page.locator('html').evaluate((root) => root.scrollWidth)).toBe(390)
    await wholePicture(anna, 'cases-phone-case', 2200)

    const maria = await open('maria', `/cases/${number}`, phone)
    await log(maria).getByText('Who is at line 2 now?').waitFor()
    await maria.page.getByLabel('Your message').fill('I am.')
    await maria.page.getByLabel('Your message').press('Enter')
    await log(anna).getByText('I am.').waitFor()
    expect(await maria.page.getByRole('region', { name: 'What is due' }).count()).toBe(0)
    await wholePicture(maria, 'cases-phone-asker', 1700)
    const own = maria.page.getByRole('article', { name: `C-${number}` })
    await own.getByRole('button', { name: 'More' }).tap()
    await maria.page.getByRole('menuitem', { name: 'I need nobody any more' }).tap()
    await own.getByText('RESOLVED', { exact: true }).waitFor()
  })

  test('files are attached by a button and by dropping them; what is not taken is said, and the others are sent', async () => {
    const { number } = await askForPerson(bot, home, 'kim')
    const nikos = await open('nikos', `/cases/${number}`)
    const { page } = nikos
    const choose = page.locator('.say input[type=file]')
    const photo = join(import.meta.dirname, '../../../docs/pictures/slack-plan.png')
    const film = { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(10_000_001) }
    await choose.setInputFiles(photo)
    await choose.setInputFiles(film)
    await page.getByRole('alert').getByText('“film.mp4” has 11 MB; the most is 10 MB.').waitFor()
    await drag(nikos, 'dragover', 'press.log')
    await page.getByText('Drop files to attach them').waitFor()
    await nikos.picture('cases-drop')
    await drag(nikos, 'drop', 'press.log', 'other.log')
    const attached = page.getByRole('list', { name: 'Attached files' })
    await attached.getByRole('button', { name: 'Leave off other.log' }).press('Enter')
    expect(await attached.getByRole('listitem').allTextContents()).toEqual([
      expect.stringMatching(/^slack-plan\.png\d+ kB$/),
      'press.log1 kB',
    ])
    expect(await page.getByRole('alert').count()).toBe(0)
    await wholePicture(nikos, 'cases-attached', 1300)
    await page.getByLabel('Your message').fill('Compare it with this plan')
    await page.route('**/files', async (route) => {
      await wholePicture(nikos, 'cases-sending', 1300)
      await route.continue()
    })
    await page.getByLabel('Your message').press('Enter')
    await log(nikos).getByText('Compare it with this plan').waitFor()
    await log(nikos).getByRole('img', { name: 'slack-plan.png' }).waitFor()
    await attached.waitFor({ state: 'detached' })
    await wholePicture(nikos, 'cases-sent-files', 1700)

    // Where somebody adds manuals, what is dropped on a case is for the case all the same.
    const kim = await open('kim', `/cases/${number}`, { ...phone, colorScheme: 'dark' })
    await log(kim)
      .getByRole('link', { name: /press\.log/ })
      .waitFor()
    await drag(kim, 'drop', 'a quite long name of a file that was made by the press at line 2, yesterday.log')
    await kim.page.getByRole('list', { name: 'Attached files' }).waitFor()
    expect(await kim.page.getByRole('dialog').count()).toBe(0)
    expect(await small(kim)).toEqual([])
    const leaveOff = await kim.page.getByRole('button', { name: /^Leave off/ }).boundingBox()
    expect((leaveOff?.x ?? 390) + (leaveOff?.width ?? 0)).toBeLessThan(380)
    await wholePicture(kim, 'cases-phone-attached', 1700)
    await kim.page.getByRole('button', { name: 'Send', exact: true }).tap()
    await log(nikos)
      .getByRole('link', { name: /yesterday\.log/ })
      .waitFor()

    await home.query(
      "UPDATE case_files SET content = NULL, cleared_at = now() WHERE case_number = $1 AND name <> 'press.log'",
      [number],
    )
    await page.reload()
    await log(nikos)
      .getByText(/^\d+ kB, cleared \d+ \w+ \d{4}/)
      .first()
      .waitFor()
    expect(await log(nikos).getByRole('link').allTextContents()).toEqual(['press.log1 kB'])
    await wholePicture(nikos, 'cases-cleared-files', 1300)
  })

  test('a case that is not theirs is not there', async () => {
    const { number } = await askForPerson(bot, home, 'kim')
    const maria = await open('maria', `/cases/${number}`)
    await maria.page.getByText(`There is no case C-${number} of yours.`).waitFor()
    expect(maria.complaints.splice(0).every((one) => one.includes('404'))).toBe(true)
  })
})
