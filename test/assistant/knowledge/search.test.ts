import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Passage, search } from '../../../src/assistant/knowledge/search.ts'
import { type KnowledgeBase, openKnowledgeBase } from './knowledge-base.ts'
import { madePdf, sentences } from './made-pdf.ts'

let base: KnowledgeBase
const find = (
  query: string,
  options: { machineModel?: string; language?: string; limit?: number } = {},
): Promise<Passage[]> => search(base.db, { query, limit: 5, ...options })
const headings = (passages: Passage[]): string[] => passages.map((passage) => passage.heading)

beforeAll(async () => {
  base = await openKnowledgeBase()
  const manuals = [
    {
      fields: { title: 'AutoBoss V3.1B', machine_models: ['V3.1B'] },
      sections: [
        { title: 'Blade bolts', text: 'Tighten the blade bolts to 45 Nm.' },
        { title: 'Error E-104', text: 'Error E-104 means low pressure. Clean the suction filter.' },
        { title: 'Error E-105', text: 'Error E-105 means that a disc is slow.' },
        { title: 'Sleep timer', text: 'The sleep timer stops the pump.' },
        {
          title: 'Timers',
          text: 'A timer counts seconds, a timer counts hours. Sleep well until the timer has a fault.',
        },
      ],
    },
    {
      fields: { title: 'AutoBoss V4.0', machine_models: ['V4.0', 'AutoBoss V4.0 Pro'] },
      sections: [
        { title: 'Blade bolts', text: 'Tighten the blade bolts to 62 Nm with a torque wrench.' },
        { title: 'Error E-104', text: 'E-104 appears when the nozzles are worn.' },
        { title: 'Batteries', text: 'The remote control has two batteries.' },
        { title: 'Reel', text: sentences(200, 'tether reel') },
      ],
    },
    {
      fields: { title: 'Σύντομος οδηγός V4.0', machine_models: ['V4.0'], language: 'el' },
      sections: [
        { title: 'Βίδες λεπίδων', text: 'Σφίξτε τις βίδες των λεπίδων στα 62 Nm.' },
        { title: 'Σφάλμα E-104', text: 'Το E-104 εμφανίζεται όταν φθαρούν τα ακροφύσια.' },
        { title: 'Λάδι αντλίας', text: 'Αλλάζετε το λάδι της αντλίας κάθε 600 ώρες.' },
      ],
    },
    {
      fields: { title: 'Sea water safety', machine_models: [] },
      sections: [
        { title: 'Life jackets', text: 'Everybody wears a life jacket on deck.' },
        { title: 'Weather', text: 'Do not work in waves above 1 m.' },
      ],
    },
  ]
  const ids: string[] = []
  for (const { fields, sections } of manuals) ids.push(await base.add(await madePdf({ sections }), fields))
  await base.read(ids)
}, 60_000)

afterAll(() => base.close())

test('the passage that answers comes first, with its page, heading and text', async () => {
  const [first] = await find('What is the torque of the blade bolts?', {
    machineModel: 'V4.0',
    language: 'en',
  })
  expect(first).toMatchObject({
    title: 'AutoBoss V4.0',
    heading: 'Blade bolts',
    page_start: 1,
    page_end: 1,
    text: 'Tighten the blade bolts to 62 Nm with a torque wrench.',
    pages: [{ page: 1, text: 'Tighten the blade bolts to 62 Nm with a torque wrench.' }],
  })
})

test('words are found in their other forms', async () => {
  expect(headings(await find('tightened blades'))[0]).toBe('Blade bolts')
  expect(headings(await find('battery'))).toEqual(['Batteries'])
})

test('words that belong together count more where they stand together', async () => {
  expect(headings(await find('sleep timer'))[0]).toBe('Sleep timer')
})

describe('codes', () => {
  test.each(['E-104', 'e104', 'E 104', 'what is error e-104 ?'])(
    '%s finds its error and no other',
    async (query) => {
      const found = await find(query, { machineModel: 'V3.1B' })
      expect(headings(found)[0]).toBe('Error E-104')
      expect(found[0]?.coverage).toBeGreaterThan(0.99)
    },
  )

  test('a code that is in no manual is not found, near misses included', async () => {
    expect(await find('E-106')).toEqual([])
    expect(await find('E-1045')).toEqual([])
  })
})

describe('the machine model', () => {
  const titles = (passages: Passage[]): string[] =>
    [...new Set(passages.map((passage) => passage.title))].sort()

  test.each(['V4.0', 'v4.0', ' V4.0 '])(
    '%s leaves its manuals and those for every model',
    async (machineModel) => {
      const found = await find('blade bolts λεπίδων life jacket E-104', { machineModel, limit: 20 })
      expect(titles(found)).toEqual(['AutoBoss V4.0', 'Sea water safety', 'Σύντομος οδηγός V4.0'])
    },
  )

  test('is the same however it is spaced and hyphenated', async () => {
    expect(titles(await find('blade bolts', { machineModel: 'autoboss-v4.0 PRO' }))).toEqual([
      'AutoBoss V4.0',
    ])
  })

  test('that nobody knows leaves the manuals for every model', async () => {
    expect(titles(await find('blade bolts life jacket', { machineModel: 'V9', limit: 20 }))).toEqual([
      'Sea water safety',
    ])
  })

  test('named in the question prefers its manual', async () => {
    expect((await find('blade bolts V3.1B'))[0]?.title).toBe('AutoBoss V3.1B')
  })
})

describe('Greek', () => {
  test.each(['λάδι αντλίας', 'ΛΑΔΙ ΑΝΤΛΙΑΣ', 'λαδια για τις αντλιες'])(
    '%s is found, with or without accents',
    async (query) => {
      expect(headings(await find(query))[0]).toBe('Λάδι αντλίας')
    },
  )

  test('a code is found in the language asked for first', async () => {
    expect((await find('E-104', { machineModel: 'V4.0', language: 'el' }))[0]?.heading).toBe('Σφάλμα E-104')
    expect((await find('E-104', { machineModel: 'V4.0', language: 'en' }))[0]?.heading).toBe('Error E-104')
  })
})

describe('coverage', () => {
  test('is whole where everything asked for occurs, and says what', async () => {
    const [first] = await find('tighten blade bolts', { machineModel: 'V3.1B' })
    expect(first?.coverage).toBeCloseTo(1)
    expect(first?.matched).toEqual(['tighten', 'blade', 'bolts'])
  })

  test('is low where most of it is in no manual', async () => {
    const [first] = await find('flux capacitor voltage of the blade', { machineModel: 'V3.1B' })
    expect(first?.coverage).toBeLessThan(0.5)
    expect(first?.matched).toEqual(['blade'])
  })

  test('does not count filler words', async () => {
    const [first] = await find('how do I do the sleep timer', { machineModel: 'V3.1B' })
    expect(first?.coverage).toBeCloseTo(1)
  })
})

test('pages that were not given yet are preferred', async () => {
  const pages = (await find('tether reel sentence', { limit: 3 })).map((passage) => passage.page_start)
  expect(new Set(pages).size).toBeGreaterThan(1)
})

test('five passages are at most 900 words, and never more than asked for', async () => {
  const found = await find('sentence about the tether reel', { limit: 5 })
  expect(found).toHaveLength(5)
  expect(found.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0)).toBeLessThanOrEqual(900)
})

describe('hostile queries find nothing or something, and break nothing', () => {
  const hostile: Record<string, string> = {
    'SQL that deletes': "'; DROP TABLE knowledge_chunks; --",
    'SQL that is always true': "' OR 1=1 --",
    'the operators of a text search': 'blade & bolts | ! (:*) <-> \\',
    placeholders: '$1 %s {0} \\x00 ?',
    'a script': '<script>alert(1)</script>',
    'nothing but punctuation': '!?.,;:-_()[]{}',
    'nothing but pictures': '😀🔧🛠️',
    'control characters': '\u0000\u0000',
    'half a character': '\ud800',
    'one word of 8,000 characters': 'x'.repeat(8_000),
    'one word 1,333 times': 'blade '.repeat(1_333),
    'every short word': 'a b c d e f g h 1 2 3 4 5 '.repeat(300),
  }
  test.each(Object.entries(hostile))('%s', async (_, query) => {
    expect(Array.isArray(await find(query))).toBe(true)
    expect(headings(await find('battery'))).toEqual(['Batteries'])
  })
})

test('a question of filler words alone still looks for them', async () => {
  expect((await find('is on')).length).toBeGreaterThan(0)
})

test('only documents that are ready are searched', async () => {
  const id = await base.add(
    await madePdf({
      sections: [
        { title: 'Zeppelin', text: 'The zeppelin flies.' },
        { title: 'B', text: 'B.' },
      ],
    }),
  )
  expect(await find('zeppelin')).toEqual([])
  await base.read([id])
  expect(headings(await find('zeppelin'))).toContain('Zeppelin')
})
