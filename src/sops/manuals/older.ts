import type { KnowledgeDocument } from '../../assistant-api.ts'

/** Manuals that look like earlier versions of one: of its title and language, for a machine of its, added before. */
export function olderVersions(
  document: KnowledgeDocument,
  all: readonly KnowledgeDocument[],
): KnowledgeDocument[] {
  return all.filter(
    (one) =>
      one.document_id !== document.document_id &&
      one.created_at < document.created_at &&
      one.language === document.language &&
      plain(one.title) === plain(document.title) &&
      shareMachine(one, document),
  )
}

const plain = (title: string): string =>
  title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim()

function shareMachine(
  { machine_models: some }: KnowledgeDocument,
  { machine_models: others }: KnowledgeDocument,
) {
  const names = others.map(plain)
  return some.length === 0 || others.length === 0 || some.some((one) => names.includes(plain(one)))
}
