import type { Health } from '../../assistant-api.ts'
import { may } from '../../people.ts'
import { isAway } from '../assistant/refusal.ts'
import { maintenanceBlocks } from '../cards/planned.ts'
import { statusCard } from '../cards/status.ts'
import type { Asked, Request } from '../handler.ts'
import { maintenanceBefore, maintenanceView } from '../planned/soon.ts'
import { replyKey } from '../reply.ts'
import { listedServices } from '../runs/services.ts'

const casesShown = 5

/** Says how the service is; also, and above all, while it is down. */
export async function status(_: Asked, request: Request): Promise<undefined> {
  const { platform, delivery, person, with: facts } = request
  const now = facts.clock.now()
  const isOnCall = may(person, 'see-service-state')
  const [health, services] = await Promise.all([
    healthOf(request),
    isOnCall ? listedServices(facts.agent, request.signal) : null,
  ])
  const card = statusCard({
    health,
    services: isOnCall ? (services ?? 'away') : null,
    timeZone: facts.runbook().service.time_zone,
    cases: isOnCall ? await facts.cases.unresolved(casesShown) : null,
    maintenance: maintenanceBlocks(await maintenanceBefore(now, now, facts.planned), maintenanceView(facts)),
    settingsProblems: may(person, 'see-settings-problems') ? facts.settingsProblems() : [],
  })
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}

async function healthOf({ signal, with: { assistant } }: Request): Promise<Health | null> {
  try {
    return await assistant.health(signal)
  } catch (error) {
    if (isAway(error) && !signal.aborted) return null
    throw error
  }
}
