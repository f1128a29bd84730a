import { describe, expect, test } from '@jest/globals'
import type { Manual } from '../../scripts/manuals/manifest.ts'
import { manualPage } from '../../scripts/manuals/page.ts'

const manual: Manual = {
  file: 'test.pdf',
  title: 'Test manual',
  machine_models: ['V4.0'],
  tags: [],
  language: 'en',
  document_type: 'manual',
}
const page = (markdown: string) => manualPage(manual, markdown)

describe('the printed page', () => {
  test.each([
    ['WARNING', 'warning'],
    ['ΠΡΟΕΙΔΟΠΟΙΗΣΗ', 'warning'],
    ['CAUTION', 'caution'],
    ['ΠΡΟΣΟΧΗ', 'caution'],
    ['Note', 'remark'],
  ])('a quoted paragraph that begins with %s looks like a %s', (word, kind) => {
    expect(page(`> **${word}:** Keep away.`)).toContain(`<aside class="${kind}">`)
  })

  test('a line breaks neither between a figure and its unit nor inside a code', () => {
    const html = page('Tighten AB40-2110 to 62 Nm, or E-104 appears after 5 seconds.')
    expect(html).toContain('62\u00a0Nm')
    expect(html).toContain('5\u00a0seconds')
    expect(html).toContain('<span class="code">AB40-2110</span>')
    expect(html).toContain('<span class="code">E-104</span>')
  })

  test('a drawing stands in the page itself, with its description', () => {
    const html = page('![Three discs & a "camera".](v4.0.svg)')
    expect(html).toContain('aria-label="Three discs &amp; a &quot;camera&quot;."')
    expect(html).toContain('<svg')
    expect(html).not.toContain('<p><figure')
  })
})
