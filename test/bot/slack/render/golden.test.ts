import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { cards } from '../../../../scripts/slack-pictures/cards.ts'
import { form } from '../../../../scripts/slack-pictures/form.ts'
import type { Card } from '../../../../src/bot/card.ts'
import { renderCard } from '../../../../src/bot/slack/render/card.ts'
import { renderForm } from '../../../../src/bot/slack/render/form.ts'
import { renderHome } from '../../../../src/bot/slack/render/home.ts'
import { plainMessage } from '../../../../src/bot/slack/render/plain.ts'
import { checkBlocks } from '../../../fakes/slack/kit/check-blocks.ts'
import { checkHome, checkModal } from '../../../fakes/slack/kit/check-view.ts'

const folder = join(import.meta.dirname, 'golden')
const links = { baseUrl: 'https://assistant.autoboss.example' }
const key = 'slack:C1:1700.000100:reply'

/** Removed, a golden file is written anew, to be read before it is kept. */
async function expectGolden(name: string, value: unknown): Promise<void> {
  const path = join(folder, `${name.replaceAll(' ', '-')}.json`)
  const now = `${JSON.stringify(value, null, 2)}\n`
  const known = await readFile(path, 'utf8').catch(() => null)
  if (known === null) {
    await mkdir(folder, { recursive: true })
    await writeFile(path, now)
  }
  expect(JSON.parse(now)).toEqual(JSON.parse(known ?? now))
}

test.each(Object.entries<Card>(cards))(
  'the card %s in Slack is as it was read and kept',
  async (name, card) => {
    const messages = renderCard(card, key, links)
    for (const { blocks } of messages) expect(checkBlocks(blocks)).toEqual(blocks)
    await expectGolden(name, { messages, plain: plainMessage(card, links).text })
  },
)

test('so are the start page and a form', async () => {
  const [home, modal] = [renderHome(cards.home, links), renderForm(form)]
  expect(checkHome(home)).toEqual(home)
  expect(checkModal(modal)).toEqual(modal)
  await expectGolden('start page', home)
  await expectGolden('form', modal)
})
