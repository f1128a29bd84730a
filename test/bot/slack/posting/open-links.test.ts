import { expect, test } from '@jest/globals'
import type { KnowledgeDocument } from '../../../../src/assistant-api.ts'
import { manualCard } from '../../../../src/bot/cards/manual.ts'
import { withOpenLinks } from '../../../../src/bot/slack/posting/open-links.ts'
import { citation, documentId } from '../../../fakes/assistant.ts'

/** Says what it is asked to link to. */
const cited = {
  linkTo: (id: string, page: number) => `opens ${id} at ${page}`,
  documentIn: () => '',
}

const document: KnowledgeDocument = {
  document_id: documentId,
  title: 'V4.0 Service',
  document_type: 'manual',
  language: 'en',
  machine_models: [],
  tags: [],
  filename: 'a.pdf',
  size: 1,
  status: 'ready',
  pages_done: 1,
  pages: 1,
  error: null,
  created_at: '2026-11-25T10:00:00.000Z',
}

test.each(['queued', 'processing', 'ready'] as const)('the link of a manual that is %s opens', (status) => {
  const { blocks } = withOpenLinks(manualCard({ ...document, status }), cited)
  expect(blocks.find(({ kind }) => kind === 'link')).toMatchObject({ url: `opens ${documentId} at 1` })
})

test('so do sources, at their page; other links stay as they are', () => {
  const url = `/documents/${documentId}?page=12`
  const other = { kind: 'link' as const, label: 'Elsewhere', url: 'https://example.com/documents/x' }
  const card = { blocks: [{ kind: 'sources' as const, sources: [{ ...citation, url }] }, other] }
  expect(withOpenLinks(card, cited).blocks).toEqual([
    { kind: 'sources', sources: [{ ...citation, url: `opens ${documentId} at 12` }] },
    other,
  ])
  expect(withOpenLinks(card, null)).toEqual(card)
})
