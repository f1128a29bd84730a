import { describe, expect, test } from '@jest/globals'
import { passagesOf, readManual } from '../../../../src/assistant/knowledge/pdf/manual.ts'
import type { Passage } from '../../../../src/assistant/knowledge/pdf/passages.ts'
import { type Made, madePdf, placedPdf, sentences } from '../made-pdf.ts'

async function read(bytes: Buffer<ArrayBuffer>): Promise<Passage[]> {
  return passagesOf(await readManual(new Uint8Array(bytes), { maxPages: 100 }, () => {}))
}

const readMade = async (made: Made): Promise<Passage[]> => read(await madePdf(made))
const words = (text: string): number => text.split(/\s+/).length
const squeezed = (text: string): string => text.replace(/\s+/g, '')

describe('a manual with an outline', () => {
  const made: Made = {
    sections: [
      { title: 'Maintenance', text: 'Keep the machine clean.' },
      { title: 'Blade bolts', level: 2, text: 'Tighten the blade bolts to 62 Nm.' },
      { title: 'Filter', level: 2, text: 'Wash the filter with fresh water.', newPage: true },
      { title: 'Storage', text: 'Store it in a dry place.' },
    ],
  }

  test('is cut at its headings, with heading path and page', async () => {
    expect(await readMade(made)).toEqual([
      { path: ['Maintenance'], pageStart: 1, pageEnd: 1, text: 'Keep the machine clean.' },
      {
        path: ['Maintenance', 'Blade bolts'],
        pageStart: 1,
        pageEnd: 1,
        text: 'Tighten the blade bolts to 62 Nm.',
      },
      {
        path: ['Maintenance', 'Filter'],
        pageStart: 2,
        pageEnd: 2,
        text: 'Wash the filter with fresh water.',
      },
      { path: ['Storage'], pageStart: 2, pageEnd: 2, text: 'Store it in a dry place.' },
    ])
  })

  test('finds headings that are printed like the text', async () => {
    const passages = await readMade({ ...made, smallTitles: true })
    expect(passages.map((passage) => passage.path.at(-1))).toEqual([
      'Maintenance',
      'Blade bolts',
      'Filter',
      'Storage',
    ])
    expect(passages[1]?.text).toBe('Tighten the blade bolts to 62 Nm.')
  })

  test('keeps the title of a section that has nothing else', async () => {
    const passages = await readMade({
      sections: [
        { title: 'Wiring diagram', text: '' },
        { title: 'Storage', text: 'Store it in a dry place.' },
      ],
    })
    expect(passages[0]).toMatchObject({ path: ['Wiring diagram'], text: 'Wiring diagram' })
  })
})

describe('passages', () => {
  const long: Made = {
    sections: [
      { title: 'Pump', text: sentences(300, 'pump') },
      { title: 'Blades', text: sentences(90, 'blades') },
    ],
  }

  test('hold at most 180 words on at most two neighbouring pages', async () => {
    const passages = await readMade(long)
    expect(passages.length).toBeGreaterThan(15)
    expect(Math.max(...passages.map((passage) => words(passage.text)))).toBeLessThanOrEqual(180)
    expect(Math.max(...passages.map((passage) => passage.pageEnd - passage.pageStart))).toBe(1)
  })

  test('end where sentences end, and together are the whole text', async () => {
    const passages = await readMade(long)
    for (const { text } of passages) expect(text).toMatch(/^Sentence .* done\.$/s)
    const all = squeezed(passages.map((passage) => passage.text).join(' '))
    expect(all).toBe(squeezed(long.sections.map((section) => section.text).join(' ')))
  })

  test('mark the page break, so that a quote has its own page', async () => {
    const passages = await readMade(long)
    for (const { text, pageStart, pageEnd } of passages) {
      expect(text.split('\f')).toHaveLength(pageEnd - pageStart + 1)
    }
  })

  test('cut a table without full stops between its words', async () => {
    const text = Array.from({ length: 400 }, (_, index) => `AB-${index}`).join(' ')
    const passages = await readMade({
      sections: [
        { title: 'Parts', text },
        { title: 'End', text: 'End.' },
      ],
    })
    expect(Math.max(...passages.map((passage) => words(passage.text)))).toBeLessThanOrEqual(180)
    expect(squeezed(passages.map((passage) => passage.text).join(''))).toContain(squeezed(text))
  })
})

describe('a manual without an outline', () => {
  test('is cut where the print is large', async () => {
    const passages = await readMade({
      noOutline: true,
      sections: [
        { title: 'Start-up of the machine', text: sentences(12, 'start') },
        { title: 'Troubleshooting', text: sentences(12, 'fault') },
      ],
    })
    expect(passages.map((passage) => passage.path)).toEqual([
      ['Start-up of the machine'],
      ['Troubleshooting'],
    ])
  })

  test('is cut into windows where all print is alike', async () => {
    const passages = await readMade({
      noOutline: true,
      smallTitles: true,
      sections: [{ title: '', text: sentences(100, 'pump') }],
    })
    expect(passages.length).toBeGreaterThan(4)
    expect(passages.every((passage) => passage.path.length === 0)).toBe(true)
  })
})

describe('the text', () => {
  test('is without headers, footers and page numbers', async () => {
    const passages = await readMade({
      header: 'AutoBoss V4.0 Manual',
      footer: 'Page # of 9',
      sections: [{ title: 'Pump', text: sentences(300, 'pump') }],
    })
    const text = passages.map((passage) => passage.text).join(' ')
    expect(text).not.toContain('AutoBoss')
    expect(text).not.toMatch(/Page \d/)
  })

  test('keeps what only looks like a footer on one page', async () => {
    const passages = await readMade({
      sections: [
        { title: 'Pump', text: sentences(300, 'pump') },
        { title: 'Last', text: 'See page 3 of 9' },
      ],
    })
    expect(passages.at(-1)?.text).toBe('See page 3 of 9')
  })

  test('is without the table of contents, which repeats every heading', async () => {
    const passages = await readMade({
      sections: [
        { title: 'Contents', text: 'Pump ............ 2\nBlades ............ 3' },
        { title: 'Pump', text: 'The pump is blue.' },
      ],
    })
    expect(passages.map((passage) => passage.text)).toEqual(['Contents', 'The pump is blue.'])
  })

  test('keeps steps and warnings on lines of their own and mends lines that wrap', async () => {
    const [passage] = await read(
      await placedPdf([
        ['Start the pump and wait until the pressure', 72, 100],
        ['has risen to 60 bar.', 72, 112],
        ['WARNING: Never run the pump dry.', 72, 124],
        ['1. Open the valve.', 72, 136],
        ['2. Touch PUMP and wait until the screen shows the', 72, 148],
        ['word READY.', 72, 160],
      ]),
    )
    expect(passage?.text.split('\n')).toEqual([
      'Start the pump and wait until the pressure has risen to 60 bar.',
      'WARNING: Never run the pump dry.',
      '1. Open the valve.',
      '2. Touch PUMP and wait until the screen shows the word READY.',
    ])
  })

  test('keeps a row of a table on one line', async () => {
    const [passage] = await read(
      await placedPdf([
        ['Joint', 72, 100],
        ['Torque', 300, 100],
        ['Blade bolts', 72, 114],
        ['62 Nm', 300, 114],
        ['Drain plug', 72, 128],
        ['35 Nm', 300, 128],
      ]),
    )
    expect(passage?.text).toBe('Joint Torque\nBlade bolts 62 Nm\nDrain plug 35 Nm')
  })

  test('joins words that the print divided, and leaves the hyphens that belong to words', async () => {
    const [passage] = await read(
      await placedPdf([
        ['Regular maintenance keeps the machine going. Plan the mainte-', 72, 100],
        ['nance well. A high-pressure hose is rated for more than a low-', 72, 112],
        ['pressure hose, and a high-', 72, 124],
        ['pressure pump is heavy.', 72, 136],
      ]),
    )
    expect(passage?.text).toContain('Plan the maintenance well.')
    expect(passage?.text).toContain('a high-pressure pump')
  })

  test('follows the reading order of two columns, also where the file shuffles the lines', async () => {
    const left = Array.from(
      { length: 8 },
      (_, row) => [`Left line ${row + 1}.`, 60, 100 + row * 14] as [string, number, number],
    )
    const right = Array.from(
      { length: 8 },
      (_, row) => [`Right line ${row + 1}.`, 330, 100 + row * 14] as [string, number, number],
    )
    const inOrder = [...left, ...right].map(([text]) => text).join('')
    const shuffled = [...left.toReversed(), ...right.toReversed()]
    for (const pieces of [[...left, ...right], shuffled]) {
      const passages = await read(await placedPdf(pieces))
      expect(squeezed(passages.map((passage) => passage.text).join(''))).toBe(squeezed(inOrder))
    }
  })

  test('is Greek where the manual is', async () => {
    const passages = await readMade({
      sections: [
        { title: 'Βίδες λεπίδων', text: 'Σφίξτε τις βίδες των λεπίδων στα 62 Nm.' },
        { title: 'Φίλτρο', text: 'Πλύνετε το φίλτρο.' },
      ],
    })
    expect(passages[0]).toMatchObject({
      path: ['Βίδες λεπίδων'],
      text: 'Σφίξτε τις βίδες των λεπίδων στα 62 Nm.',
    })
  })
})
