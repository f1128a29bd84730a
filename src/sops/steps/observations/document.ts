import { olderVersions } from '../../manuals/older.ts'
import type { ObservationKind } from '../kinds.ts'
import { ending } from '../parts.ts'

/** What the knowledge base holds already of a manual that was added. */
export const document: ObservationKind<{ document: string }> = {
  command: ({ document: id }) => `assistant document ${id}`,
  async look({ document: id }, _, { assistant, signal }) {
    const all = await assistant.documents(signal)
    const added = all.find(({ document_id: one }) => one === id)
    if (added === undefined) return ending('failed', 'The manual is gone: somebody removed it.')
    const older = olderVersions(added, all).map(({ document_id, title, created_at: at }) => ({
      document: document_id,
      title,
      added: at.slice(0, 10),
    }))
    const kept = `${added.filename} is kept, ${(added.size / 1_000_000).toFixed(1)} MB.`
    const [first] = older
    const there =
      first === undefined ? '' : ` “${first.title}” of ${first.added} is there too: an older version?`
    return { ...ending('done', `${kept}${there}`), noted: { olderManuals: older } }
  },
}
