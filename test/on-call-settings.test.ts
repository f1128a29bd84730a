import { expect, test } from '@jest/globals'
import { parseConfigText } from '../src/config-text.ts'
import { onCallSchema } from '../src/on-call-settings.ts'

const fixed = 'primary: nikos\nsecondary: anna\nmanager: petros\n'
const read = (more: string) => parseConfigText('runbook.yml', fixed + more, onCallSchema)

const rota = (change: Record<string, string> = {}): string => {
  const fields = {
    hand_over: '{ weekday: mon, at: "09:00" }',
    starts: '"2026-11-30"',
    primary: '[nikos, anna]',
    secondary: '[anna, petros]',
    ...change,
  }
  return `rota: { ${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')} }`
}

test('without turns and overrides it is who is on call, as ever', () => {
  expect(read('')).toEqual({ primary: 'nikos', secondary: 'anna', manager: 'petros', overrides: [] })
})

test('turns of a week and of a day are taken', () => {
  expect(read(rota()).rota).toMatchObject({
    hand_over: { weekday: 'mon', at: '09:00' },
    starts: '2026-11-30',
  })
  expect(read(rota({ hand_over: '{ every: day, at: "21:30" }', starts: '"2026-12-01"' })).rota).toMatchObject(
    {
      hand_over: { every: 'day', at: '21:30' },
    },
  )
})

test.each([
  [
    rota({ starts: '"2026-12-01"' }),
    /rota\.starts: is a tue, but turns are handed over on mon; name a date that is one/,
  ],
  [rota({ starts: '"2026-02-30"' }), /rota\.starts: must be a date in quotes, such as "2026-11-30"/],
  [rota({ hand_over: '{ weekday: mon }' }), /rota\.hand_over: must be \{ weekday: mon, at: "09:00" \} or/],
  [rota({ primary: '[]' }), /rota\.primary: must name at least one person/],
  [
    rota({ primary: '[nikos, anna, kim]', secondary: '[anna, nikos]' }),
    /rota\.secondary: names nikos for the same turn as primary does \(turn 4\); a backup is somebody else/,
  ],
  [
    'overrides: [{ from: "2026-12-24 09:00", until: "2026-12-24 09:00", primary: anna }]',
    /overrides\[0\]\.until: must be later than from/,
  ],
  [
    'overrides: [{ from: "2026-12-24 09:00", until: "2026-12-32", primary: anna }]',
    /overrides\[0\]\.until: must be a day or a time of one, such as "2026-12-24" or/,
  ],
  [
    'overrides: [{ from: "2026-12-24", until: "2026-12-24" }]',
    /overrides\[0\]: must say who stands in: primary, secondary or manager/,
  ],
  [
    'overrides: [{ from: "2026-12-24", until: "2026-12-26", primary: anna }, { from: "2026-12-26 18:00", until: "2026-12-27", primary: kim }]',
    /overrides\[1\]: overlaps another override of the primary; end the one before the other begins/,
  ],
])('refused: %s', (text, says) => {
  expect(() => read(text)).toThrow(says)
})

test('overrides that touch, and those of different duties, do not overlap', () => {
  const two = read(
    'overrides: [{ from: "2026-12-24", until: "2026-12-26 18:00", primary: anna }, { from: "2026-12-26 18:00", until: "2026-12-27", primary: kim }, { from: "2026-12-24", until: "2026-12-27", manager: anna }]',
  )
  expect(two.overrides).toHaveLength(3)
})
