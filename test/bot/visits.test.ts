import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { onCallSchema } from '../../src/on-call-settings.ts'
import { dutiesAt } from '../../src/oncall/duty.ts'
import { weekdayAndTime } from '../../src/sops/times.ts'
import { wordsOf } from '../harness/bot.ts'
import { startTalk, type Talk } from '../harness/talk.ts'

let talk: Talk

beforeAll(async () => {
  talk = await startTalk()
})
afterAll(() => talk.close())
afterEach(() => expect(talk.errors).toEqual([]))

async function homeOf(by: string): Promise<string> {
  await talk.settle({ kind: 'visit', page: 'home' }, { by, thread: `@${by}` })
  const card = talk.platform.homes.get(by)
  return card === undefined ? '' : wordsOf(card)
}

test('the start page of staff: their own open questions, who is on call, and what they can do', async () => {
  expect(await homeOf('maria')).toContain('None of your questions waits for a person.')
  await talk.settle({ kind: 'message', text: '/escalate E-104 after start-up' })
  await talk.settle({ kind: 'message', text: '/escalate The pump is loud' }, { by: 'kim' })
  const text = await homeOf('maria')
  expect(text).toMatch(/Your questions that wait for a person:\nC-\d+ · E-104 after start-up\n/)
  expect(text).not.toContain('The pump is loud')
  expect(text).toContain('On call: Nikos Example\nSecond: Anna Placeholder')
  expect(text).toContain('/ai ask question: Look something up in the manuals')
  expect(text).not.toMatch(/restart|runs|555/)
})

test('a question that has no answer yet stands there too', async () => {
  const held = Promise.withResolvers<void>()
  talk.assistant.plan({ until: held.promise })
  const asked = await talk.send({ kind: 'message', text: 'Why does the pump hum?' })
  const waiting = 'Your questions that are being answered:\nWhy does the pump hum?'
  expect(await homeOf('maria')).toContain(waiting)
  held.resolve()
  await talk.done(asked)
  expect(await homeOf('maria')).not.toContain(waiting)
})

test('people on call also see what runs and what waits, and open it from there', async () => {
  expect(await homeOf('nikos')).toContain('Nothing runs, and nothing waits for approval.')
  const key = await talk.settle({ kind: 'message', text: '/stop db' }, { by: 'nikos' })
  const name = `R-${(await talk.house.store.byKey(key))?.number}`
  const text = await homeOf('anna')
  expect(text).toContain(`${name} · waiting · Stop · db · Nikos Example\n[Show ${name}]`)
  expect(text).toContain('/ai restart [service]')
})

test('a conversation that opens offers questions that the manuals answer', async () => {
  await talk.settle({ kind: 'visit', page: 'conversation' })
  expect(talk.platform.suggested).toEqual([['How do I start the V4.0?']])
})

test('whoever is not served, and whoever looks while the assistant is down, is not spoken to', async () => {
  const before = talk.platform.posts.size
  await talk.settle({ kind: 'visit', page: 'home' }, { by: '' })
  await talk.assistant.stop()
  await talk.settle({ kind: 'visit', page: 'conversation' })
  expect(await homeOf('maria')).toContain('On call: Nikos Example')
  await talk.assistant.start()
  expect(talk.platform.posts.size).toBe(before)
})

test('an administrator sets whether a channel is answered unasked, and nobody else does', async () => {
  const set = (text: string, by: string) =>
    talk.settle({ kind: 'message', text: `/ai auto-answer ${text}` }, { by, thread: 'town@x' })
  const on = await set('on', 'alex')
  expect(talk.words(`${on}:reply`)).toMatch(/^ON · Answers in this channel without being asked/)
  expect(talk.platform.autoAnswer.get('town')).toBe(true)
  await set('off', 'alex')
  expect(talk.platform.autoAnswer.get('town')).toBe(false)
  const refused = await set('on', 'anna')
  expect(talk.words(`${refused}:reply`)).toContain('/ai auto-answer is not for your role.')
  expect(talk.platform.autoAnswer.get('town')).toBe(false)
  const unclear = await set('perhaps', 'alex')
  expect(talk.words(`${unclear}:reply`)).toContain('neither on nor off')
})

test('with turns the start page says until when somebody is on call', async () => {
  const { runbook, clock } = talk.house
  const before = runbook.on_call
  const rota = {
    hand_over: { every: 'day', at: '09:00' },
    starts: '2026-01-01',
    primary: ['nikos', 'petros'],
  }
  runbook.on_call = onCallSchema.parse({ ...before, rota })
  const { primary, until } = dutiesAt(runbook, talk.house.people.current, clock.now())
  const end = weekdayAndTime(until ?? '', 'Europe/Athens')
  expect(await homeOf('maria')).toContain(`On call: ${primary?.name} until ${end}\nSecond: Anna Placeholder`)
  runbook.on_call = before
})
