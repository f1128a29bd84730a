import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { settingsPage } from '../scripts/settings/page.ts'

test('docs/settings.md is what the table of settings says (npm run settings writes it)', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/settings.md'), 'utf8')
  expect(page).toBe(settingsPage())
})
