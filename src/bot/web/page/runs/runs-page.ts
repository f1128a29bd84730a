import { frame } from '../parts/frame.ts'
import { html, place, type VNode } from '../parts/html.ts'
import type { Route } from '../parts/route.ts'
import { Approvals } from './approvals.ts'
import { Record } from './record.ts'
import { RunListPage } from './run-list.ts'
import type { RunPages } from './use-runs.ts'

export type RunsRoute = Extract<Route, { at: 'approvals' | 'runs' | 'run' }>

/** What it is called. */
export function runsTitle(route: RunsRoute): string {
  if (route.at === 'run') return `R-${route.number}`
  return route.at === 'runs' ? 'Runs' : 'Approvals'
}

/** The page of runs that an address names. */
export function runsPage(route: RunsRoute, runs: RunPages, isAllowed: boolean): VNode {
  if (!isAllowed) {
    return frame(runsTitle(route), runs, html`<p class="page-note">Runs are for people who are on call.</p>`)
  }
  if (route.at === 'approvals') return place(Approvals, { runs })
  if (route.at === 'run') return place(Record, { key: String(route.number), number: route.number, runs })
  return place(RunListPage, { runs })
}
