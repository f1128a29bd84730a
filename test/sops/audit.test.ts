import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { execute } from '../../src/sops/execute.ts'
import { type RunsHouse, runsHouse } from '../harness/runs.ts'

let house: RunsHouse
beforeAll(async () => {
  house = await runsHouse()
})
afterAll(() => house.close())

const rowsOf = (subject: string) => house.db.audit.findMany({ where: { subject }, orderBy: { id: 'asc' } })

test('each row of a run answers who, from where, what, on whose approval, with which digest, and what came of it', async () => {
  const asked = await house.ask('stop', 'nikos', 'db')
  const { number } = asked
  const { digest } = asked.plan
  const anna = { ...house.actor('anna'), place: 'slack:C0OPS' }
  await house.runs.approve({ number, digest }, anna)
  const claimed = await house.store.claim(house.clock.now())
  await execute(claimed ?? asked, house.executeParts())
  const rows = await rowsOf(`R-${number}`)
  const plan = { procedure: 'stop', parameters: { service: 'db' }, digest }
  expect(rows[0]).toMatchObject({
    ...{ person: 'nikos', place: 'web', action: 'run.requested', outcome: 'done' },
    detail: { ...plan, status: 'waiting' },
  })
  expect(rows[0]?.detail).not.toHaveProperty('approvedBy')
  const approved = { ...plan, approvedBy: 'anna', approval: 'another' }
  expect(rows[1]).toMatchObject({
    ...{ person: 'anna', place: 'slack:C0OPS', action: 'run.approved', outcome: 'done' },
    detail: { ...approved, status: 'running' },
  })
  expect(rows.at(-1)).toMatchObject({
    ...{ person: 'bot', place: 'bot', action: 'run.step-ended', outcome: 'done' },
    detail: { ...approved, status: 'done', fact: { ending: { outcome: 'done' } } },
  })
})

test('a refusal says of which plan it was, and from where', async () => {
  const { number, plan } = await house.ask('stop', 'nikos', 'db')
  await expect(house.runs.approve({ number, digest: plan.digest }, house.actor('nikos'))).rejects.toThrow(
    'someone else must approve',
  )
  expect((await rowsOf(`R-${number}`)).at(-1)).toMatchObject({
    ...{ person: 'nikos', place: 'web', action: 'run.approved', outcome: 'refused' },
    detail: { code: 'own_request', digest: plan.digest },
  })
})

test('what begins at once was approved by nobody', async () => {
  const { number } = await house.ask('log-review', 'nikos', {})
  const rows = await rowsOf(`R-${number}`)
  expect(rows.map(({ action }) => action)).toEqual(['run.requested', 'run.approved'])
  expect(rows[1]?.detail).toMatchObject({ status: 'running', version: 2 })
  expect(rows[1]?.detail).not.toHaveProperty('approvedBy')
})
