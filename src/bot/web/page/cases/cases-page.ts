import { place, type VNode } from '../parts/html.ts'
import type { Route } from '../parts/route.ts'
import { CaseListPage } from './case-list.ts'
import { CasePage } from './case-page.ts'
import type { CasePages } from './use-cases.ts'

export type CasesRoute = Extract<Route, { at: 'cases' | 'case' }>

/** What it is called. */
export function casesTitle(route: CasesRoute): string {
  return route.at === 'case' ? `C-${route.number}` : 'Cases'
}

/** The page of cases that an address names. */
export function casesPage(route: CasesRoute, cases: CasePages): VNode {
  if (route.at === 'cases') return place(CaseListPage, { cases })
  return place(CasePage, { key: String(route.number), number: route.number, cases })
}
