import { mkdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { type FakeAssistant, startFakeAssistant } from '../../../fakes/assistant.ts'
import { type SlackOpenId, startSlackOpenId } from '../../../fakes/slack-openid.ts'
import { type BotHome, botHome, type TestBot } from '../../../harness/bot.ts'
import { phone, startBrowser, wide } from '../../../harness/browser.ts'
import { chromium, describeWith } from '../../../harness/needs.ts'
import { testPort } from '../../../harness/ports.ts'
import { givePassword, password, startClosedBot } from '../../../harness/sign-in.ts'

const pictures = join(import.meta.dirname, '../../../../test-results')

/** A browser and a database share what may be a small machine. */
jest.setTimeout(400_000)

describeWith(chromium, 'signing in with a browser', (path) => {
  let assistant: FakeAssistant
  let slack: SlackOpenId
  let home: BotHome
  let bot: TestBot
  let browser: Browser
  let contexts: BrowserContext[] = []

  beforeAll(async () => {
    assistant = await startFakeAssistant()
    slack = await startSlackOpenId({ userId: 'U0NIKOS', teamId: 'T0AUTOBOSS' })
    home = await botHome(assistant.url)
    const file = join(home.configDir, 'people.yml')
    const people = await readFile(file, 'utf8')
    await writeFile(file, people.replace('{ local: nikos }', '{ local: nikos, slack: U0NIKOS }'))
    const port = await testPort()
    bot = await startClosedBot(home, {
      BOT_PORT: String(port),
      PUBLIC_URL: `http://localhost:${port}`,
      SLACK_CLIENT_ID: slack.client.id,
      SLACK_CLIENT_SECRET: slack.client.secret,
      SLACK_TEAM_ID: slack.member.teamId,
      SLACK_ISSUER: slack.issuer,
    })
    await givePassword(home, 'maria')
    browser = await startBrowser(path)
  }, 180_000)
  afterEach(async () => {
    for (const context of contexts) await context.close()
    contexts = []
  })
  afterAll(async () => {
    await browser?.close()
    await bot?.close()
    await home?.remove()
    await slack?.stop()
    await assistant?.stop()
  })

  const open = async (address: string, options: BrowserContextOptions = wide): Promise<Page> => {
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })
    contexts.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(150_000)
    await page.goto(bot.url + address)
    return page
  }
  const picture = async (page: Page, name: string) => {
    mkdirSync(pictures, { recursive: true })
    await page.screenshot({ path: join(pictures, `${name}.png`) })
  }
  const typePassword = async (page: Page, typed = password) => {
    await page.getByLabel('Name').fill('maria')
    await page.getByLabel('Password').fill(typed)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }

  test.each([
    ['wide', wide],
    ['phone', phone],
  ])(
    'by password, %s: a wrong one is told, the right one leads to where one wanted to go',
    async (size, options) => {
      const page = await open('/c/3f2b8a52-8c69-4d0e-9a43-0d6f2a5f7a11', options)
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
      await picture(page, `${size}-sign-in`)
      await typePassword(page, 'not these words')
      await page.getByRole('alert').waitFor()
      expect(await page.getByRole('alert').textContent()).toBe(
        'The name or the password is wrong. Try again.',
      )
      expect(await page.getByLabel('Name').inputValue()).toBe('maria')
      await picture(page, `${size}-sign-in-problem`)
      await typePassword(page)
      await page.waitForURL('**/c/3f2b8a52-8c69-4d0e-9a43-0d6f2a5f7a11')
    },
  )

  test('with Slack, there and back; the panel says who is here and signs out', async () => {
    const page = await open('/runs')
    await page.getByRole('link', { name: 'Sign in with Slack' }).click()
    await page.waitForURL('**/runs')
    const person = page.getByRole('button', { name: /^Nikos Example/ })
    await person.click()
    await page.getByRole('menuitem', { name: /^Sign out everywhere/ }).waitFor()
    await picture(page, 'wide-signed-in')
    await page.getByRole('menuitem', { name: /^Sign out In this browser/ }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.goto(`${bot.url}/runs`)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  })

  test('without scripts the form works as well', async () => {
    const page = await open('/runs', { ...wide, javaScriptEnabled: false })
    await typePassword(page)
    await page.waitForURL('**/runs')
  })

  test('a session that ends while the page is open: it says so, keeps what was typed, and goes on after signing in', async () => {
    const page = await open('/')
    await typePassword(page)
    const field = page.getByLabel('Your message')
    await field.fill('How do I start it?')
    await home.query('DELETE FROM web_sessions')
    await field.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'You are no longer signed in' })
    await dialog.waitFor()
    await picture(page, 'wide-signed-out')
    await dialog.getByRole('link', { name: 'Sign in again' }).click()
    await typePassword(page)
    await page.getByRole('article', { name: 'Assistant' }).getByText('Turn the main switch to ON.').waitFor()
    expect(await page.getByText('How do I start it?').count()).toBeGreaterThan(0)
  })
})
