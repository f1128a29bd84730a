import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { manualsFolder, markdownOf, readManifest } from '../../scripts/manuals/manifest.ts'
import { manualPage } from '../../scripts/manuals/page.ts'
import { withPrinter } from '../../scripts/manuals/printer.ts'
import { chromium, describeWith } from '../harness/needs.ts'
import { errorCodesIn, figuresIn } from './figures.ts'
import { sections, textBlocks } from './markdown.ts'
import { type Pdf, readPdf } from './pdf.ts'
import { compareText, misledEntries, withoutFurniture } from './reading.ts'

const manuals = readManifest()
const [first] = manuals
if (!first) throw new Error('the list of sample manuals is empty')

const headingsOf = (markdown: string) =>
  sections(markdown)
    .filter(({ level }) => level > 0)
    .map(({ level, title }) => ({ level, title }))
const outlineOf = (pdf: Pdf) => pdf.outline.map(({ level, title }) => ({ level, title }))

test('the list names each model in English and in Greek', () => {
  const named = manuals.map(({ machine_models, language }) => `${machine_models.join()} ${language}`)
  expect(named.sort()).toEqual(['V3.1B el', 'V3.1B en', 'V4.0 el', 'V4.0 en'])
})

describe.each(manuals)('$file', (manual) => {
  const path = join(manualsFolder, manual.file)
  const markdown = markdownOf(manual)
  const pdf = () => readPdf(readFileSync(path))

  test('is there, small, and says its title and language', async () => {
    expect(existsSync(path)).toBe(true)
    expect(readFileSync(path).length).toBeLessThan(300_000)
    expect(await pdf()).toMatchObject({ title: manual.title, language: manual.language })
  })

  test('has six to ten pages', async () => {
    const { pages } = await pdf()
    expect(pages.length).toBeGreaterThanOrEqual(6)
    expect(pages.length).toBeLessThanOrEqual(10)
  })

  test('holds the text of its Markdown, no block torn by a page break, and nothing else (npm run manuals writes it)', async () => {
    const { missing, left } = compareText((await pdf()).pages, textBlocks(markdown))
    expect(missing).toEqual([])
    expect(withoutFurniture(left, manual)).toBe('')
  })

  test('has the headings as its outline, and each entry leads to its heading', async () => {
    const read = await pdf()
    expect(outlineOf(read)).toEqual(headingsOf(markdown))
    expect(misledEntries(read)).toEqual([])
  })
})

describe.each(['V3.1B', 'V4.0'])('the manuals of %s', (model) => {
  const sectionsIn = (language: string) => {
    const manual = manuals.find((m) => m.language === language && m.machine_models.includes(model))
    return manual ? sections(markdownOf(manual)) : []
  }

  test('carry the same codes and figures in each section of both languages', () => {
    const figures = (language: string) =>
      sectionsIn(language).map(({ level, blocks }) => ({ level, figures: blocks.flatMap(figuresIn).sort() }))
    expect(figures('en').length).toBeGreaterThan(40)
    expect(figures('el')).toEqual(figures('en'))
  })

  test('explain each error code in the table under a heading of its own', () => {
    const [table, ...errors] = sectionsIn('en').filter(({ title }) => /^Error (codes|E-)/.test(title))
    expect(errors.flatMap(({ title }) => errorCodesIn(title))).toEqual(
      errorCodesIn(table?.blocks.join() ?? ''),
    )
  })
})

test('the models share some error codes, with other causes, and have some for themselves', () => {
  const causes = (file: string) =>
    new Map(
      sections(markdownOf({ ...first, file }))
        .filter(({ title }) => title.startsWith('Error E-'))
        .map(({ title, blocks }) => [errorCodesIn(title).join(), blocks.slice(1).join(' ')]),
    )
  const [older, newer] = [causes('v3.1b.en.pdf'), causes('v4.0.en.pdf')]
  const shared = [...older.keys()].filter((code) => newer.has(code))
  expect(shared).toEqual(['E-101', 'E-102', 'E-103', 'E-104', 'E-105', 'E-107', 'E-110'])
  expect(shared.filter((code) => older.get(code) === newer.get(code))).toEqual([])
  expect([older.size, newer.size]).toEqual([10, 10])
})

describeWith(chromium, 'npm run manuals', (executablePath) => {
  test('prints a page whose text and outline are those of the Markdown', async () => {
    const markdown = markdownOf(first)
    const print = await withPrinter(executablePath, (printed) => printed(manualPage(first, markdown)))
    const read = await readPdf(print)
    expect(compareText(read.pages, textBlocks(markdown)).missing).toEqual([])
    expect(outlineOf(read)).toEqual(headingsOf(markdown))
  })
})
