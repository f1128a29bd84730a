import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { readFacts } from '../../scripts/monitor/facts.ts'
import { monitorReport } from '../../scripts/monitor/report.ts'
import { parseConfigText } from '../../src/config-text.ts'
import { runbookSchema } from '../../src/runbook-settings.ts'

const file = readFileSync(join(import.meta.dirname, '../../config/runbook.yml'), 'utf8')
const { thresholds } = parseConfigText('runbook.yml', file, runbookSchema)

const good: Record<string, string> = {
  health: '200\n{"status":"ok","dependencies":{"database":{"state":"ok"}}}',
  info: `200\n${JSON.stringify({
    version: '1.2.3',
    started_at: '2026-11-28T10:00:00.000Z',
    pid: 1,
    models: { chat: 'gpt-4o', fallback: null },
    retrieval: 'bm25',
    limits: {},
    settings_digest: '0123456789abcdef',
  })}`,
  performance: `200\n${performance({ failed: 0, p95: 1_200, sessions: 3 })}`,
  cores: '2\n',
  limits: '0\n0\n0',
  stats:
    '0\n{"ID":"a","CPUPerc":"4.00%","MemUsage":"200MiB / 2GiB"}\n{"ID":"b","CPUPerc":"60.00%","MemUsage":"512MiB / 2GiB"}',
}

function performance({ failed, p95, sessions }: { failed: number; p95: number; sessions: number }): string {
  return JSON.stringify({
    requests: { minutes: 5, all: 100, failed, with_less: 0 },
    response_ms: { p50: 300, p95 },
    active_sessions: { minutes: 15, count: sessions },
    usage: { today: [], week: [] },
  })
}

function reportOf(changes: Record<string, string | undefined>) {
  const records = Object.entries({ ...good, ...changes })
  const text = records.map(([name, said]) => (said === undefined ? '' : `${name} ${said}\u001e`)).join('')
  return monitorReport(readFacts(text), thresholds)
}

test('where all is normal it says so, of the worst copy, and ends with 0', () => {
  const { lines, exitCode } = reportOf({})
  expect(lines[0]).toBe('NORMAL · version 1.2.3, since 2026-11-28T10:00:00.000Z, model gpt-4o')
  // Of two cores.
  expect(lines.find((line) => line.includes('CPU'))).toMatch(/30 %: normal, the highest of 2 processes/)
  expect(lines.every((line) => /^(NORMAL ·|normal)/.test(line))).toBe(true)
  expect(exitCode).toBe(0)
})

test.each([
  ['a slow answer', { performance: `200\n${performance({ failed: 0, p95: 7_000, sessions: 3 })}` }, 1],
  ['very slow answers', { performance: `200\n${performance({ failed: 0, p95: 11_000, sessions: 3 })}` }, 2],
  ['failed answers', { performance: `200\n${performance({ failed: 6, p95: 100, sessions: 3 })}` }, 2],
  ['many sessions', { performance: `200\n${performance({ failed: 0, p95: 100, sessions: 60 })}` }, 1],
  ['a copy of 1.2 GB', { stats: '0\n{"ID":"a","CPUPerc":"1%","MemUsage":"1.2GiB / 2GiB"}' }, 1],
  [
    'a copy at its limit of one core',
    { limits: '0\n1000000000', stats: '0\n{"ID":"a","CPUPerc":"90%","MemUsage":"1MiB / 2GiB"}' },
    2,
  ],
  [
    'a degraded dependency',
    { health: '200\n{"status":"degraded","dependencies":{"openai":{"state":"down"}}}' },
    1,
  ],
  ['no database', { health: '503\n{"status":"down","dependencies":{"database":{"state":"down"}}}' }, 2],
  ['no answer at all', { health: '000\ncurl: (7) Failed to connect' }, 2],
])('%s ends it otherwise', (_, changes, exitCode) => {
  expect(reportOf(changes).exitCode).toBe(exitCode)
})

test('what could not be measured is never normal', () => {
  const { lines, exitCode } = reportOf({ performance: '401\n{"error":{}}', stats: undefined })
  expect(lines[0]).toMatch(/5 unknown/)
  expect(lines.filter((line) => line.startsWith('unknown'))).toHaveLength(5)
  expect(lines.join('\n')).toMatch(/the token is missing or has run out/)
  expect(exitCode).toBe(1)
})
