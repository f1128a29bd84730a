import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import type { Manifest } from '../harness/slack-app.ts'
import { addManuals, sampleManual, startTestAssistant, type TestAssistant } from './harness.ts'

const manifest = parse(readFileSync(join(import.meta.dirname, '../../manifest.yml'), 'utf8')) as Manifest
const prompts = manifest.features?.agent_view?.suggested_prompts ?? []

let database: ScratchDatabase
let assistant: TestAssistant

beforeAll(async () => {
  database = await scratchDatabase('assistant')
  assistant = await startTestAssistant({ DATABASE_URL: database.url })
  await addManuals(database.url, [sampleManual('v4.0.en'), sampleManual('v3.1b.en')])
}, 90_000)
afterAll(async () => {
  await assistant?.close()
  await database?.drop()
})

test.each([
  ['Tightening torque', '62 Nm'],
  ['An error code', 'E-104 appears when'],
  ['Start-up', 'press PUMP'],
  ['Maintenance', 'every 600 hours'],
])('what Slack offers to ask first is answered by the sample manuals: %s', async (title, words) => {
  const prompt = prompts.find((one) => one.title === title)
  expect((await assistant.ask({ message: prompt?.message ?? '' })).answer).toContain(words)
})

test('there is no other', () => {
  expect(prompts).toHaveLength(4)
})
