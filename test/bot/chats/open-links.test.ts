import { expect, test } from '@jest/globals'
import { withOpenLinks } from '../../../src/bot/chats/open-links.ts'
import { citation, documentId } from '../../fakes/assistant.ts'

/** Says what it is asked to link to. */
const cited = {
  linkTo: (id: string, page: number) => `opens ${id} at ${page}`,
  documentIn: () => '',
}

test.each([
  ['', 1],
  ['?page=37', 37],
])('the link of a manual opens, also at a page (%s)', (query, page) => {
  const link = { kind: 'link' as const, label: 'Open the manual', url: `/documents/${documentId}${query}` }
  const { blocks } = withOpenLinks({ blocks: [link] }, cited)
  expect(blocks).toEqual([{ ...link, url: `opens ${documentId} at ${page}` }])
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
