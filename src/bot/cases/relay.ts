import type { Case } from '../../oncall/case.ts'
import type { CaseMessages, Said } from '../../oncall/messages-store.ts'
import type { CaseStore } from '../../oncall/store.ts'
import type { People } from '../../people.ts'
import { saidCard } from '../cards/case.ts'
import type { Place, Platform } from '../platform.ts'
import { askerPlace } from './asker-place.ts'
import { roomOf } from './view.ts'

interface RelayParts {
  cases: Pick<CaseStore, 'find'>
  messages: CaseMessages
  platforms: Platform[]
  people(): People
  showCase(one: Case): Promise<void>
}

/** Passes on what one side of a case said to where the other side reads; on the case's page both stand anyway. */
export async function relay(said: Said, parts: RelayParts): Promise<void> {
  const one = await withThread(await parts.cases.find(said.caseNumber), said, parts)
  const target = one === null ? null : otherSide(one, said, parts)
  if (one !== null && target !== null) {
    const name = parts.people().byId(said.by)?.name ?? said.by
    const card = saidCard(one, { ...said, name }, said.side === 'team')
    await target.platform.post(target.place, `case:${one.number}:words:${said.position}`, card)
  }
  await parts.messages.relayed(said)
}

/** Its thread is begun first, where there is none yet. */
async function withThread(one: Case | null, { side }: Said, parts: RelayParts): Promise<Case | null> {
  const lacksThread =
    one !== null && side === 'asker' && one.room === null && roomOf(parts.platforms) !== null
  if (!lacksThread) return one
  await parts.showCase(one)
  return await parts.cases.find(one.number)
}

function otherSide(
  one: Case,
  { side }: Said,
  parts: RelayParts,
): { platform: Platform; place: Place } | null {
  if (side === 'team') return askerPlace(one, parts)
  const { room } = one
  const platform = parts.platforms.find(({ name }) => name === room?.platform)
  return platform === undefined || room === null ? null : { platform, place: room }
}
