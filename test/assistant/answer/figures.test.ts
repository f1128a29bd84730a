import { describe, expect, test } from '@jest/globals'
import { evidenceOf, figuresOf, hasFigure } from '../../../src/assistant/answer/figures.ts'

const shown = (text: string) =>
  figuresOf(text).map((figure) =>
    figure.kind === 'code' ? figure.code : `${figure.number} ${figure.unit}`.trim(),
  )
const stands = (claim: string, source: string) =>
  figuresOf(claim).every((figure) => hasFigure(evidenceOf(source), figure))

test.each([
  ['Tighten the M8 bolts to 25 Nm.', ['25 Nm', 'm8']],
  ['-20 °C to 55 °C at 1 200 rpm and 1,5 bar', ['-20 °C', '55 °C', '1200 rpm', '1.5 bar']],
  ['part AB-2231-C', ['2231', 'ab2231c']],
  ['12–15 s', ['12 s', '15 s']],
  ['Replace after 500 hours.', ['500 h']],
  ['twenty-five newton metres', ['25 Nm']],
  ['no figures here', []],
])('“%s” gives %j', (text, figures) => {
  expect(shown(text)).toEqual(figures)
})

describe('a figure stands in a source', () => {
  test.each([
    ['25 Nm', 'to 25Nm in two passes'],
    ['25 N·m', 'to 25 Nm'],
    ['12.5 bar', '12,5 bar'],
    ['1200 rpm', '1 200 rpm'],
    ['E-104', 'the display shows E 104'],
    ['E104', 'E-104: low pressure'],
    ['500 hours', 'κάθε 500 ώρες'],
    ['25 Nm', 'Joint Torque (Nm)\nBlade bolt 25'],
    ['2 bolts', 'held by two bolts'],
    ['V4.0', 'on the V4.0'],
    ['15 s', 'wait 12 to 15 s'],
  ])('%s in “%s”', (claim, source) => {
    expect(stands(claim, source)).toBe(true)
  })
})

describe('a figure does not stand in a source', () => {
  test.each([
    ['25 Nm', 'to 250 Nm'],
    ['25 Nm', 'to 25 bar'],
    ['2.5 Nm', 'to 25 Nm'],
    ['20 °C', 'down to -20 °C'],
    ['E-104', 'E-1040 and E-10'],
    ['AB40-2110', 'AB40-2111'],
    ['5 kg', 'every 5 h'],
    ['fifteen bar', '50 bar'],
    ['25 Nm', 'Blade bolt 25, see the table of torques'],
  ])('%s in “%s”', (claim, source) => {
    expect(stands(claim, source)).toBe(false)
  })
})
