/** Where the page is. */
export type Route =
  | { at: 'chat'; conversation: string | null }
  | { at: 'document'; id: string; page: number; quote: string }

/** Reads an address; anything unknown is a new chat. */
export function parseRoute(path: string, search: string): Route {
  const [, place, id] = path.split('/')
  if (place === 'c' && id) return { at: 'chat', conversation: decodeURIComponent(id) }
  if (place === 'documents' && id) {
    const query = new URLSearchParams(search)
    const page = Number(query.get('page') ?? 1)
    return {
      at: 'document',
      id: decodeURIComponent(id),
      page: Number.isInteger(page) && page > 0 ? page : 1,
      quote: query.get('quote') ?? '',
    }
  }
  return { at: 'chat', conversation: null }
}

/** The address of a conversation. */
export function conversationHref(id: string): string {
  return `/c/${encodeURIComponent(id)}`
}
