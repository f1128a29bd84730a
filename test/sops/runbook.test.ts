import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parseConfigText } from '../../src/config-text.ts'
import { runbookSchema } from '../../src/runbook-settings.ts'
import { procedures } from '../../src/sops/catalog.ts'
import { restart } from '../../src/sops/procedures/restart.ts'
import { flaws, runbookPage } from '../../src/sops/runbook.ts'
import type { Procedure, Step } from '../../src/sops/sop.ts'

const root = join(import.meta.dirname, '../..')
const settings = parseConfigText(
  'runbook.yml',
  readFileSync(join(root, 'config/runbook.yml'), 'utf8'),
  runbookSchema,
)
const withStep = (change: Partial<Step>): Procedure => ({
  ...restart,
  steps: restart.steps.map((step) => (step.id === 'restart' ? ({ ...step, ...change } as Step) : step)),
})

test('docs/RUNBOOK.md is what the definitions say (npm run runbook writes it)', () => {
  expect(readFileSync(join(root, 'docs/RUNBOOK.md'), 'utf8')).toBe(runbookPage(procedures, settings))
})

test('a stale page is told from the definitions', () => {
  const changed: Procedure = { ...restart, impact: 'None at all.' }
  expect(runbookPage([changed], settings)).not.toBe(runbookPage([restart], settings))
})

test('no text of the page is left unfilled', () => {
  expect(runbookPage(procedures, settings)).not.toMatch(/\{\w+\}|undefined/)
})

test('every step of every procedure is complete', () => {
  expect(procedures.flatMap(flaws)).toEqual([])
})

test.each([
  [{ success: ' ' }, 'says not what counts as success'],
  [{ timeoutSeconds: 0 }, 'has no time-out'],
  [{ onFailure: '' }, 'says not what to do when it fails'],
  [{ undo: null }, 'neither an undo nor the mark'],
])('a planted flaw is found: %j', (change, says) => {
  expect(flaws(withStep(change)).join()).toContain(says)
})

test('a step that destroys needs no undo, but its mark, which the page shows', () => {
  const marked = withStep({ undo: null, destroys: true })
  expect(flaws(marked)).toEqual([])
  expect(runbookPage([marked], settings)).toContain('**this cannot be undone**')
})
