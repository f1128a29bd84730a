import type { Actor } from '../../actor.ts'
import type { Run } from '../../sops/run.ts'
import type { RunView } from '../cards/run/view.ts'
import type { Request } from '../handler.ts'
import type { Place, Platform } from '../platform.ts'
import { viewOf } from './view.ts'

/** Whoever sent a request, as runs know them. */
export function actorOf({ person, delivery, platform }: Request): Actor {
  const { verified, requestId, place } = delivery
  return { person, verified, requestId, place: placeNameOf(place, platform) }
}

/** A place as the audit names it: the platform, and the channel where it has such. */
function placeNameOf(place: Place, { name, channelOf }: Pick<Platform, 'name' | 'channelOf'>): string {
  return channelOf === undefined ? name : `${name}:${channelOf(place)}`
}

/** How runs look to whoever sent a request. */
export function viewFor(request: Request): (run: Run) => RunView {
  return (run) => viewOf(run, request.person, request.with)
}
