import type { Passage } from '../../../src/assistant/knowledge/search.ts'

/** A passage as the search gives it; a form feed in its text begins the next page. */
export function passage(heading: string, text: string, more: Partial<Passage> = {}): Passage {
  const pages = text.split('\f').map((part, index) => ({ page: 3 + index, text: part }))
  return {
    chunkId: 1n,
    document_id: '00000000-0000-4000-8000-000000000001',
    title: 'Manual',
    page_start: 3,
    page_end: 2 + pages.length,
    heading,
    text: text.replaceAll('\f', '\n'),
    score: 10,
    coverage: 1,
    matched: [],
    pages,
    ...more,
  }
}
