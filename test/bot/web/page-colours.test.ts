import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'

const css = readFileSync(new URL('../../../src/bot/web/page/styles/tokens.css', import.meta.url), 'utf8')
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)')

/** Ink and the ground it stands on, as the style sheets use them. */
const pairs: [string, string][] = [
  ...['ground', 'side-ground', 'raised', 'hover', 'bubble', 'accent-ground', 'warning-ground'].map(
    (ground): [string, string] => ['ink', ground],
  ),
  ...['ground', 'side-ground', 'raised', 'hover', 'desk'].map((ground): [string, string] => [
    'ink-soft',
    ground,
  ]),
  ...['ground', 'side-ground', 'raised', 'accent-ground', 'hover'].map((ground): [string, string] => [
    'ink-faint',
    ground,
  ]),
  ...['ground', 'raised', 'accent-ground', 'warning-ground'].map((ground): [string, string] => [
    'accent-ink',
    ground,
  ]),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['good', 'good-ground'],
  ['good', 'ground'],
  ['warning', 'warning-ground'],
  ['warning', 'ground'],
  ['critical', 'critical-ground'],
  ['critical', 'raised'],
]

function colours(part: string): Map<string, string> {
  return new Map(
    [...part.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]),
  )
}

/** Relative luminance of #rrggbb, by WCAG 2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

test.each([
  ['light', colours(light)],
  ['dark', new Map([...colours(light), ...colours(dark)])],
])('every ink is readable on its ground: %s', (_, scheme) => {
  const weak = pairs.flatMap(([ink, ground]) => {
    const found = contrast(scheme.get(ink) ?? '', scheme.get(ground) ?? '')
    return found >= 4.5 ? [] : [`${ink} on ${ground}: ${found.toFixed(2)}`]
  })
  expect(weak).toEqual([])
})
