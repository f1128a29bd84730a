import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { drawTrend } from '../../../src/bot/reports/trend-picture.ts'
import { fitLine } from '../../../src/bot/reports/trend-scale.ts'
import { parseConfigText } from '../../../src/config-text.ts'
import { runbookSchema } from '../../../src/runbook-settings.ts'
import type { TrendPoint } from '../../../src/sops/performance/report.ts'

const file = join(import.meta.dirname, '../../../config/runbook.yml')
const { thresholds } = parseConfigText('runbook.yml', readFileSync(file, 'utf8'), runbookSchema)
const box = { width: 100, height: 50 }
const lineThrough = (values: (number | null)[], times = values.map((_, index) => index)) =>
  fitLine({ times, values, warning: 10, critical: 20 }, box)

test('a line runs from zero to the first limit at least, along the time', () => {
  const { parts, limits } = lineThrough([0, 5, 10])
  expect(parts).toEqual([
    [
      { x: 0, y: 50 },
      { x: 50, y: expect.closeTo(50 - 50 * (5 / 11.5), 5) },
      { x: 100, y: expect.closeTo(50 - 50 * (10 / 11.5), 5) },
    ],
  ])
  expect(limits).toEqual([{ name: 'warning', y: expect.closeTo(50 - 50 * (10 / 11.5), 5) }])
})

test('the second limit is drawn once values come near it', () => {
  expect(lineThrough([0, 25]).limits.map(({ name }) => name)).toEqual(['warning', 'critical'])
})

test('where nothing was measured there is a gap, not a zero', () => {
  expect(lineThrough([1, null, 1, 1]).parts.map((part) => part.length)).toEqual([1, 2])
  expect(lineThrough([null, null]).parts).toEqual([])
})

test('moments that lie far apart are drawn far apart; one alone stands at the end', () => {
  expect(lineThrough([1, 1, 1], [0, 90, 100]).parts[0]?.map(({ x }) => x)).toEqual([0, 90, 100])
  expect(lineThrough([1], [5]).parts).toMatchObject([[{ x: 100 }]])
})

const point = (hour: number, values: Partial<TrendPoint['values']>): TrendPoint => ({
  at: new Date(Date.UTC(2026, 10, 27, hour)).toISOString(),
  values: { cpu: 10, memory: 0.5, response_time: 1, error_rate: 0, active_sessions: 3, ...values },
})
const draw = (...points: TrendPoint[]) => drawTrend(points, thresholds, (at) => at.slice(11, 16))

/** How many pixels of a picture have a colour, and how large it is. */
async function pixelsOf(picture: Buffer, colour: [number, number, number]) {
  const { width, height } = await loadImage(picture)
  const context = createCanvas(width, height).getContext('2d')
  context.drawImage(await loadImage(picture), 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  let count = 0
  for (let index = 0; index < data.length; index += 4) {
    if (colour.every((part, offset) => data[index + offset] === part)) count += 1
  }
  return { width, height, count }
}

const critical: [number, number, number] = [0xb3, 0x26, 0x1e]
const warning: [number, number, number] = [0x9a, 0x61, 0x00]

test('the picture is large enough for fine screens, and shows in colour what is outside its limits', async () => {
  const [good, bad] = [
    await draw(point(1, {}), point(2, {})),
    await draw(point(1, {}), point(2, { memory: 1.2, response_time: 12 })),
  ]
  expect(await pixelsOf(good, critical)).toEqual({ width: 1_360, height: 808, count: 0 })
  expect((await pixelsOf(bad, critical)).count).toBeGreaterThan(200)
  const limitsAlone = (await pixelsOf(good, warning)).count
  expect((await pixelsOf(bad, warning)).count).toBeGreaterThan(limitsAlone + 200)
})

test('its words are drawn, with letters of our own: no font of the machine is needed', async () => {
  const [one, other] = [await draw(point(1, {}), point(2, {})), await draw(point(1, {}), point(3, {}))]
  expect(one.equals(other)).toBe(false)
  const faint: [number, number, number] = [0x5b, 0x67, 0x75]
  expect((await pixelsOf(one, faint)).count).toBeGreaterThan(300)
})

test('what was never measured, and a single report, are drawn too', async () => {
  const nothing = { cpu: null, memory: null, response_time: null, error_rate: null, active_sessions: null }
  expect((await draw(point(1, nothing), point(2, nothing))).length).toBeGreaterThan(1_000)
  expect((await draw(point(1, {}))).length).toBeGreaterThan(1_000)
})
