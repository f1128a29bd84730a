import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { cards } from '../../../../scripts/slack-pictures/cards.ts'
import { form } from '../../../../scripts/slack-pictures/form.ts'
import type { Card } from '../../../../src/bot/card.ts'
import { renderCard } from '../../../../src/bot/teams/render/card.ts'
import { renderForm } from '../../../../src/bot/teams/render/form.ts'
import { renderHome } from '../../../../src/bot/teams/render/home.ts'
import { plainText } from '../../../../src/bot/teams/render/plain.ts'
import { faultsOf } from '../../../harness/adaptive-cards.ts'
import { refusalsOf } from '../../../harness/teams-messages.ts'

const folder = join(import.meta.dirname, 'golden')
const links = { baseUrl: 'https://assistant.autoboss.example' }
const key = 'teams:19:abc@thread.v2:1700:reply'

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
  'the card %s in Teams is as it was read and kept',
  async (name, card) => {
    const messages = renderCard(card, key, links)
    expect(messages.flatMap(refusalsOf)).toEqual([])
    await expectGolden(name, { messages, plain: plainText(card, links) })
  },
)

test('so are the start page and a form', async () => {
  const [home, dialog] = [renderHome(cards.home, links), renderForm(form)]
  expect(home.flatMap(refusalsOf)).toEqual([])
  expect(faultsOf(dialog.card)).toEqual([])
  await expectGolden('start page', home)
  await expectGolden('form', dialog)
})
