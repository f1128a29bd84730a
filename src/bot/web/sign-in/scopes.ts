import { z } from 'zod'

/** What a token may be for. */
export const scopeSchema = z.enum(['monitor', 'ask', 'knowledge'], {
  error: 'must be monitor, ask or knowledge',
})
export type Scope = z.infer<typeof scopeSchema>

/** Our own routes that a token may call; no others. */
const ownRoutes: Record<string, Scope> = {
  'GET /api/me': 'monitor',
}

/** Who may call a route of the assistant's through the proxy: tokens of a scope and people, people alone, or nobody. */
type Passage = Scope | 'people' | 'nobody'

/** The assistant's routes; any other is nobody's. What somebody's role may do there, the assistant decides. */
export const assistantRoutes: Record<string, Passage> = {
  'GET /health': 'monitor',
  'GET /info': 'monitor',
  'GET /metrics': 'monitor',
  'GET /openapi.json': 'monitor',
  'GET /docs': 'monitor',
  'GET /docs/*': 'monitor',
  'GET /admin': 'people',
  'GET /analytics': 'people',
  'POST /api/ai/chat': 'ask',
  'GET /api/ai/sessions/:id/messages': 'ask',
  'GET /api/ai/performance': 'monitor',
  'PUT /api/ai/escalations/:id': 'nobody',
  'PUT /api/ai/messages/:id/feedback': 'nobody',
  'PUT /api/ai/verified-answers/:id': 'nobody',
  'POST /api/ai/summaries': 'nobody',
  'GET /ai/knowledge/suggestions': 'ask',
  'POST /ai/knowledge/search': 'ask',
  'GET /ai/knowledge/documents': 'ask',
  'POST /ai/knowledge/documents': 'knowledge',
  'GET /ai/knowledge/documents/:id': 'ask',
  'DELETE /ai/knowledge/documents/:id': 'knowledge',
  'GET /ai/knowledge/documents/:id/file': 'ask',
  'GET /ai/knowledge/documents/:id/tests': 'ask',
  'POST /ai/knowledge/documents/:id/reindex': 'knowledge',
}

/** The roles that a scope leaves of a person's own. */
const rolesLeft: Record<Scope, string[]> = {
  monitor: [],
  ask: ['staff'],
  knowledge: ['staff', 'knowledge-keeper'],
}

const asRead = (method: string): string => (method === 'HEAD' ? 'GET' : method)

/** Whether a token with these scopes may call a route of ours. */
export function mayCall(scopes: Scope[], method: string, route: string): boolean {
  const needed = ownRoutes[`${asRead(method)} ${route}`]
  return needed !== undefined && scopes.includes(needed)
}

/** Who may call an address of the assistant's through the proxy. */
export function passageTo(method: string, path: string): Passage {
  const found = Object.entries(assistantRoutes).find(([route]) => matches(route, asRead(method), path))
  return found?.[1] ?? 'nobody'
}

/** What is left of a person's roles where a token acts for them. */
export function limitedRoles(roles: string[], scopes: Scope[]): string[] {
  return roles.filter((role) => scopes.some((scope) => rolesLeft[scope].includes(role)))
}

/** Letter by letter; an address that the assistant might read in another way matches nothing. */
function matches(route: string, method: string, path: string): boolean {
  const [wanted = '', pattern = ''] = route.split(' ')
  if (
    method !== wanted ||
    !/^(\/[A-Za-z0-9_.~%-]*)+$/.test(path) ||
    /\/\.{1,2}(\/|$)|%2f|%5c|%2e/i.test(path)
  ) {
    return false
  }
  const [parts, given] = [pattern.split('/'), path.split('/')]
  if (pattern.endsWith('/*')) return path.startsWith(pattern.slice(0, -1))
  return (
    parts.length === given.length &&
    parts.every((part, index) => (part.startsWith(':') ? given[index] !== '' : part === given[index]))
  )
}
