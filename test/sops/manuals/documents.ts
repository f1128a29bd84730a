import type { KnowledgeDocument } from '../../../src/assistant-api.ts'

/** A document as the assistant lists it, with what a test says of it. */
export function documentWith(
  id: string,
  { created_at = '2026-11-25T10:00:00.000Z', ...given }: Partial<KnowledgeDocument> = {},
): KnowledgeDocument {
  return {
    document_id: id,
    title: 'V4.0 Maintenance',
    document_type: 'manual',
    language: 'en',
    machine_models: ['V4.0'],
    tags: [],
    filename: 'v4.pdf',
    sha256: 'a'.repeat(64),
    size: 2_100_000,
    status: 'ready',
    pages_done: 64,
    pages: 64,
    error: null,
    created_at,
    ...given,
  }
}
