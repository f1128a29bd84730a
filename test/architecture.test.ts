import { expect, test } from '@jest/globals'
import { violations } from './harness/architecture.ts'
import { readSources } from './harness/imports.ts'

test('the house keeps its own rules', () => {
  expect(violations(readSources())).toEqual([])
})

test.each([
  ['bot/ask.ts', "import { search } from '../assistant/knowledge/search.ts'", 'a folder imports only itself'],
  ['sops/run.ts', "import { post } from '../bot/outbox.ts'", 'a folder imports only itself'],
  ['sops/run.ts', "import type { Case } from '../oncall/cases.ts'", 'a folder imports only itself'],
  ['doctor/bot.ts', "import { createDispatch } from '../bot/dispatch.ts'", 'a folder imports only itself'],
  ['doctor/slack.ts', "import { WebClient } from '@slack/web-api'", 'only bot/slack speaks to Slack'],
  ['bot/health.ts', "import { examine } from '../doctor/examine.ts'", 'a folder imports only itself'],
  ['errors.ts', "import { search } from './assistant/search.ts'", 'root files import only root files'],
  ['main.ts', "import { verbs } from './agent/verbs.ts'", 'main.ts imports only the composition roots'],
  ['bot/clicks.ts', "import { startBot } from './app.ts'", 'only main.ts imports a composition root'],
  ['bot/dispatch.ts', "import { WebClient } from '@slack/web-api'", 'only bot/slack speaks to Slack'],
  ['oncall/pages.ts', "import { createTransport } from 'nodemailer'", 'only bot/paging sends mail'],
  ['bot/dispatch.ts', "const { execa } = await import('execa')", 'only the agent starts processes'],
  [
    'bot/inbox.ts',
    "import { openOpsDb } from '../db.ts'",
    'only stores and composition roots open databases',
  ],
  ['bot/inbox.ts', 'const rows = await db.delivery.findMany()', 'only stores touch Prisma'],
  ['bot/inbox.ts', "const home = process.env['HOME']", 'only config.ts reads process.env'],
  ['bot/web/page/entry.ts', "import { cut } from '../../card.ts'", 'the page takes only types'],
])('a planted violation is found: %s with %s', (path, source, says) => {
  expect(violations(new Map([[path, source]])).join('\n')).toContain(says)
})

test('the doctor may look through single files of the others', () => {
  const sources = new Map([['doctor/slack.ts', "import { slackChecks } from '../bot/slack/checks.ts'"]])
  expect(violations(sources)).toEqual([])
})

test('a planted import cycle is found', () => {
  const sources = new Map([
    ['bot/a.ts', "import './b.ts'"],
    ['bot/b.ts', "import './c.ts'"],
    ['bot/c.ts', "import type { A } from './a.ts'"],
  ])
  expect(violations(sources)).toEqual(['bot/a.ts → bot/b.ts → bot/c.ts → bot/a.ts: import cycle'])
})
