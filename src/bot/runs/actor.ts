import type { Run } from '../../sops/run.ts'
import type { Actor } from '../../sops/runs.ts'
import type { RunView } from '../cards/run/view.ts'
import type { Request } from '../handler.ts'
import { viewOf } from './view.ts'

/** Whoever sent a request, as runs know them. */
export function actorOf({ person, delivery }: Request): Actor {
  return { person, verified: delivery.verified, requestId: delivery.requestId }
}

/** How runs look to whoever sent a request. */
export function viewFor(request: Request): (run: Run) => RunView {
  return (run) => viewOf(run, request.person, request.with)
}
