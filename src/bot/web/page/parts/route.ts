/** Where the page is. */
export type Route =
  | { at: 'chat'; conversation: string | null }
  | { at: 'document'; id: string; page: number; quote: string }
  | { at: 'approvals' }
  | { at: 'runs' }
  | { at: 'run'; number: number }
  | { at: 'cases' }
  | { at: 'case'; number: number }

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
  if (place === 'approvals') return { at: 'approvals' }
  if (place === 'runs') return /^\d{1,9}$/.test(id ?? '') ? { at: 'run', number: Number(id) } : { at: 'runs' }
  if (place === 'cases')
    return /^\d{1,9}$/.test(id ?? '') ? { at: 'case', number: Number(id) } : { at: 'cases' }
  return { at: 'chat', conversation: null }
}

/** The address of a run's record. */
export function runHref(number: number): string {
  return `/runs/${number}`
}

/** The address of a case. */
export function caseHref(number: number): string {
  return `/cases/${number}`
}

/** The address of a conversation. */
export function conversationHref(id: string): string {
  return `/c/${encodeURIComponent(id)}`
}
