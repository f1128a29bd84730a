import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Person } from '../../../src/people.ts'
import { runDue } from '../../../src/sops/schedules/run-due.ts'
import type { Standing } from '../../../src/sops/standing/standing.ts'
import { type RunsHouse, runsHouse } from '../../harness/runs.ts'

let house: RunsHouse
beforeEach(async () => {
  house = await runsHouse()
  house.runbook.service.time_zone = 'UTC'
  windTo('2030-01-10T12:00:00Z')
})
afterEach(() => house.close())

const name = 'weekly-maintenance'
const dayMs = 86_400_000

function windTo(time: string): void {
  house.clock.wind(new Date(time).getTime() - house.clock.now().getTime())
}

let asked = 0
function ask(by = 'petros', maximum = 100_000, schedule = name): Promise<Standing> {
  asked += 1
  const place = { platform: 'web', thread: 'a' }
  return house.standing.ask({ schedule, maximum, key: `key ${asked}`, place }, house.actor(by))
}

const approve = ({ id, maximum }: Standing, by = 'anna', typed = String(maximum)): Promise<Standing> =>
  house.standing.approve(id, typed, house.actor(by))

/** What the list says of the schedule. */
async function listed() {
  const found = (await house.schedules.list()).find(({ schedule }) => schedule.name === name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

const flaw = async (): Promise<string | null> => (await listed()).standing?.flaw?.message ?? null

async function deeds(): Promise<string[]> {
  const rows = await house.db.audit.findMany({ orderBy: { id: 'asc' } })
  return rows.map(({ person, action, subject, outcome }) => `${person} ${action} ${subject} ${outcome}`)
}

/** Somebody has these roles from now on; none: they have left people.yml. */
function nowHas(id: string, roles?: Person['roles']): void {
  const all = house.people.current.all.flatMap((person) =>
    person.id !== id ? [person] : roles === undefined ? [] : [{ ...person, roles }],
  )
  house.people.current = { ...house.people.current, all, byId: (of) => all.find((one) => one.id === of) }
}

describe('one senior asks, another approves', () => {
  test('then it stands for 92 days; both are in the audit with what it is for', async () => {
    expect(await flaw()).toBe(`${name} waits for a standing approval.`)
    const wanted = await ask()
    expect(wanted).toMatchObject({ status: 'asked', askedBy: 'petros', approvedBy: null, maximum: 100_000 })
    expect(await flaw()).toBe(`${name} waits for a standing approval.`)
    const approved = await approve(wanted, 'anna', ' 100,000 ')
    expect(approved).toMatchObject({ status: 'approved', askedBy: 'petros', approvedBy: 'anna' })
    expect(approved.expiresAt.getTime() - (approved.approvedAt?.getTime() ?? 0)).toBe(92 * dayMs)
    expect(await flaw()).toBeNull()
    expect(await deeds()).toEqual([
      `petros standing.asked ${name} done`,
      `anna standing.approved ${name} done`,
    ])
    const last = await house.db.audit.findFirst({ orderBy: { id: 'desc' } })
    expect(last?.detail).toMatchObject({
      approvedBy: 'anna',
      standing: { id: wanted.id, digest: wanted.digest, maximum: 100_000, askedBy: 'petros' },
    })
  })

  test.each<[string, string, RegExp]>([
    ['petros', '100000', /You asked for this; another senior must approve/],
    ['nikos', '100000', /Your roles do not allow this decision/],
    ['maria', '100000', /Your roles do not allow this decision/],
    ['kim', '100000', /Your roles do not allow this decision/],
    ['alex', '100000', /Your roles do not allow this decision/],
    ['anna', '', /not the maximum that was asked for/],
    ['anna', '10000', /not the maximum that was asked for/],
  ])('%s, who types %j, approves nothing, and that is audited', async (by, typed, says) => {
    const wanted = await ask()
    await expect(approve(wanted, by, typed)).rejects.toThrow(says)
    expect((await house.standing.find(wanted.id))?.status).toBe('asked')
    expect((await deeds()).at(-1)).toBe(`${by} standing.approved ${name} refused`)
  })

  test.each(['nikos', 'maria', 'kim', 'alex'])('%s may not ask, reject or revoke', async (by) => {
    await expect(ask(by)).rejects.toMatchObject({ code: 'not_allowed', action: 'Ask somebody who has it.' })
    const wanted = await ask()
    await expect(house.standing.reject(wanted.id, house.actor(by))).rejects.toThrow(/roles do not allow/)
    await expect(house.standing.withdraw(wanted.id, house.actor(by))).rejects.toThrow(/Only who asked/)
    await approve(wanted)
    await expect(house.standing.revoke(name, house.actor(by))).rejects.toThrow(/needs the senior role/)
    expect(await flaw()).toBeNull()
  })

  test('whoever asked withdraws it, and nobody else; another rejects it, and not whoever asked', async () => {
    const first = await ask()
    await expect(house.standing.withdraw(first.id, house.actor('anna'))).rejects.toThrow(/Only who asked/)
    await expect(house.standing.reject(first.id, house.actor('petros'))).rejects.toThrow(/You asked for this/)
    expect((await house.standing.withdraw(first.id, house.actor('petros'))).status).toBe('withdrawn')
    await expect(approve(first)).rejects.toThrow('This was withdrawn by Petros')
    const second = await ask()
    expect((await house.standing.reject(second.id, house.actor('anna'))).status).toBe('rejected')
    await expect(approve(second)).rejects.toThrow('This was rejected by Anna')
    expect(await flaw()).toMatch(/waits for a standing approval/)
  })

  test('who has lost the role since may neither be asked for nor approve', async () => {
    const wanted = await ask()
    nowHas('anna', ['on-call'])
    await expect(approve(wanted)).rejects.toThrow(/roles do not allow/)
    nowHas('anna', ['senior'])
    nowHas('petros', ['on-call'])
    await expect(approve(wanted)).rejects.toThrow('Who asked for this may not do so any more.')
    expect((await house.standing.find(wanted.id))?.status).toBe('asked')
  })

  test('asked for with another maximum, the first gives way; just the same is not asked for twice', async () => {
    const first = await ask('petros', 100_000)
    await expect(ask('anna', 100_000)).rejects.toThrow(/^Petros .* has asked for just that already/)
    const second = await ask('anna', 50_000)
    expect((await house.standing.find(first.id))?.status).toBe('replaced')
    await expect(approve(first)).rejects.toThrow('This was replaced by another by Anna')
    await approve(second, 'petros')
    expect(await flaw()).toBeNull()
    const third = await ask('petros', 60_000)
    // What stands does so until the next is approved.
    expect((await listed()).standing).toMatchObject({ granted: { id: second.id }, waiting: { id: third.id } })
    await approve(third)
    expect((await house.standing.find(second.id))?.status).toBe('replaced')
    expect((await listed()).standing).toMatchObject({ granted: { id: third.id }, waiting: null })
  })

  test('the same delivery asks once', async () => {
    const wanted = { schedule: name, maximum: 5, key: 'k', place: { platform: 'web', thread: 'a' } }
    const first = await house.standing.ask(wanted, house.actor('petros'))
    await house.standing.withdraw(first.id, house.actor('petros'))
    expect((await house.standing.ask(wanted, house.actor('petros'))).id).toBe(first.id)
    expect(await house.db.standingApproval.count()).toBe(1)
  })

  test('of ten at once one is asked for, and one approval counts', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => ask('petros', 1_000 + n)))
    expect(tries.some(({ status }) => status === 'fulfilled')).toBe(true)
    const [waiting, ...others] = await house.db.standingApproval.findMany({ where: { status: 'asked' } })
    expect(others).toEqual([])
    const wanted = (await house.standing.find(waiting?.id ?? 0)) as Standing
    const approvals = await Promise.allSettled(Array.from({ length: 10 }, () => approve(wanted)))
    expect(approvals.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await house.db.audit.count({ where: { action: 'standing.approved', outcome: 'done' } })).toBe(1)
  })

  test.each([0, -1, 1.5, Number.NaN, 100_000_001])('%p is no maximum', async (maximum) => {
    await expect(ask('petros', maximum)).rejects.toMatchObject({ code: 'bad_maximum' })
  })

  test('an unknown schedule hears those there are; one that needs nobody’s word is told so', async () => {
    await expect(ask('petros', 5, 'nightly')).rejects.toThrow('There is no schedule “nightly”.')
    await expect(ask('petros', 5, 'weekly-backup')).rejects.toThrow(
      'weekly-backup needs no standing approval.',
    )
  })

  test('somebody of whom it is not certain who they are leaves that in the row', async () => {
    const unsure = { ...house.actor('anna'), verified: false }
    const wanted = await ask()
    expect((await house.standing.approve(wanted.id, '100000', unsure)).verified).toBe(false)
  })
})

describe('it counts no more', () => {
  let granted: Standing
  beforeEach(async () => {
    granted = await approve(await ask())
    expect(await flaw()).toBeNull()
  })

  test('once any senior revokes it, who asked as well as who approved', async () => {
    expect((await house.standing.revoke(name, house.actor('petros'))).status).toBe('revoked')
    expect(await flaw()).toMatch(/^The standing approval of weekly-maintenance was revoked by Petros/)
    await expect(house.standing.revoke(name, house.actor('anna'))).rejects.toThrow(
      `No standing approval of ${name} stands.`,
    )
    expect(await deeds()).toEqual([
      `petros standing.asked ${name} done`,
      `anna standing.approved ${name} done`,
      `petros standing.revoked ${name} done`,
      `anna standing.revoked ${name} refused`,
    ])
  })

  test('also where the schedule has left the file', async () => {
    house.runbook.schedules = []
    expect((await house.standing.revoke(name, house.actor('anna'))).status).toBe('revoked')
  })

  test('after 92 days; that is audited once, whichever bot finds it', async () => {
    house.runbook.schedules = house.runbook.schedules.filter((schedule) => schedule.name === name)
    const bots = [house.dueParts(), house.dueParts(), house.dueParts()]
    windTo('2030-04-12T11:59:00Z')
    expect(await flaw()).toBeNull()
    windTo('2030-04-12T12:01:00Z')
    expect(await flaw()).toBe(`The standing approval of ${name} expired on 12 Apr, 12:00 UTC.`)
    await Promise.all(bots.map(runDue))
    await Promise.all(bots.map(runDue))
    expect((await house.standing.find(granted.id))?.status).toBe('expired')
    expect(await flaw()).toBe(`The standing approval of ${name} expired on 12 Apr, 12:00 UTC.`)
    expect((await deeds()).filter((deed) => deed.includes('expired'))).toEqual([
      `bot standing.expired ${name} done`,
    ])
  })

  test.each<[string, () => void]>([
    ['other parameters', () => change({ parameters: { cutoff: 'older than 20d' } })],
    ['another procedure', () => change({ procedure: 'backup', parameters: {} })],
  ])('for %s', async (_, happens) => {
    happens()
    const { standing } = await listed()
    expect(standing === null || standing.flaw?.message.includes('for another definition')).toBe(true)
  })

  test('for another definition, as the next version of the program may have', async () => {
    await house.db.standingApproval.updateMany({ data: { digest: 'of another' } })
    expect(await flaw()).toBe(
      `The standing approval of ${name} was for another definition, or for other parameters.`,
    )
  })

  test('another time of day or another channel is no other matter', async () => {
    change({ at: '05:00', tells: 'runs-page' })
    expect(await flaw()).toBeNull()
  })

  test.each<[string, Person['roles'] | undefined, RegExp]>([
    ['anna', ['on-call'], /^Anna .*, who approved that weekly-maintenance runs, may not approve it any more/],
    ['anna', undefined, /^anna, who approved that/],
    ['petros', [], /^Petros .*, who asked that weekly-maintenance runs, may not ask for it any more/],
    ['petros', undefined, /^petros, who asked that/],
  ])('when %s has only the roles %j', async (id, roles, says) => {
    nowHas(id, roles)
    expect(await flaw()).toMatch(says)
  })

  function change(to: Partial<RunsHouse['runbook']['schedules'][number]>): void {
    house.runbook.schedules = house.runbook.schedules.map((one) =>
      one.name === name ? { ...one, ...to } : one,
    )
  }
})

test('what nobody answers within a week is over, and asked for anew', async () => {
  const wanted = await ask()
  windTo('2030-01-17T12:01:00Z')
  await expect(approve(wanted)).rejects.toThrow('The time for this is over.')
  await approve(await ask())
  expect(await flaw()).toBeNull()
})

test('what changed between the question and the answer is asked for anew', async () => {
  const wanted = await ask()
  house.runbook.schedules = house.runbook.schedules.map((one) =>
    one.name === name ? { ...one, parameters: { cutoff: 'older than 8d' } } : one,
  )
  await expect(approve(wanted)).rejects.toThrow(/no longer what was asked for/)
  await approve(await ask())
})

describe('due without an approval that counts', () => {
  test('nothing begins, and the reason is told and audited once; with one it would begin at the next look', async () => {
    house.runbook.schedules = house.runbook.schedules.filter((schedule) => schedule.name === name)
    const bots = [house.dueParts(), house.dueParts()]
    await Promise.all(bots.map(runDue))
    windTo('2030-01-13T04:15:00Z')
    for (let times = 0; times < 3; times += 1) await Promise.all(bots.map(runDue))
    const { problem, nextDueAt, last } = await listed()
    expect(problem).toBe(
      `${name} waits for a standing approval. A senior types /ai schedule approve ${name} 100000, with the most messages that it may delete each time; another senior approves that.`,
    )
    expect([nextDueAt, last]).toEqual([new Date('2030-01-13T04:15:00Z'), null])
    expect(await deeds()).toEqual([`schedule:${name} run.requested maintenance refused`])
    await ask()
    await Promise.all(bots.map(runDue))
    expect((await listed()).problem).toMatch(/Petros .* asked for one: another senior approves it in/)
    expect(await house.runs.recent(1)).toEqual([])
  })
})
