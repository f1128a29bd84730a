import { markdownTable } from './results.ts'

/** What came of a request: let in, not known (401), or not allowed (403). */
export type Outcome = 'in' | '401' | '403'

/** The codes by which a request is refused for who sent it; whatever else comes of it, it was let in. */
const notKnown = new Set(['not_signed_in', 'no_token', 'bad_token'])
const notAllowed = new Set(['not_allowed', 'forbidden', 'out_of_scope', 'no_switcher'])

/** What an answer says of whether its request was let in. */
export async function outcomeOf(response: Response): Promise<Outcome> {
  const code = await codeIn(response)
  if (notKnown.has(code)) return '401'
  return notAllowed.has(code) ? '403' : 'in'
}

async function codeIn(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.includes('application/json')) {
    // It may go on for ever.
    await response.body?.cancel()
    return ''
  }
  const { error } = (await response.json()) as { error?: { code?: string } }
  return error?.code ?? ''
}

/** The routes of a server by its own log; those of HEAD go with those of GET. */
export function routesIn(lines: { msg?: unknown; routes?: unknown }[]): string[] {
  const found = lines.find(({ msg }) => msg === 'routes')?.routes
  if (!Array.isArray(found)) throw new Error('the routes were not logged')
  const routes = (found as { route: string }[]).map(({ route }) => route.replace(/^HEAD /, 'GET '))
  return [...new Set(routes)].toSorted()
}

/** What is served without a row that says for whom, and rows of what is not served: each in one line. */
export function rowsAmiss(served: string[], declared: string[]): string[] {
  return [
    ...served
      .filter((route) => !declared.includes(route))
      .map((route) => `${route}: nobody said for whom it is`),
    ...declared.filter((route) => !served.includes(route)).map((route) => `${route}: it is not served`),
  ]
}

/** A table of outcomes for people to read. */
export function outcomeTable(rows: Map<string, Map<string, Outcome>>): string[] {
  const [first] = rows.values()
  const head = ['route', ...(first?.keys() ?? [])]
  return markdownTable(
    head,
    [...rows].map(([route, outcomes]) => [`\`${route}\``, ...outcomes.values()]),
  )
}
