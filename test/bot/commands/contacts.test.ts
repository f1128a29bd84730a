import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { onCallSchema } from '../../../src/on-call-settings.ts'
import type { Person } from '../../../src/people.ts'
import { startTalk, type Talk } from '../../harness/talk.ts'

let talk: Talk

beforeAll(async () => {
  talk = await startTalk()
  const { clock, runbook } = talk.house
  clock.wind(Date.parse('2030-01-16T12:00:00Z') - clock.now().getTime())
  const rota = {
    hand_over: { weekday: 'mon', at: '09:00' },
    starts: '2030-01-07',
    primary: ['nikos', 'anna'],
    secondary: ['anna', 'petros'],
  }
  runbook.on_call = onCallSchema.parse({ ...runbook.on_call, rota })
})
afterAll(() => talk.close())
afterEach(() => expect(talk.errors).toEqual([]))

async function words(text: string, by: string): Promise<string> {
  const key = await talk.settle({ kind: 'message', text }, { by, thread: `of ${by}` })
  return talk.words(`${key}:reply`) ?? ''
}

const person = (id: string): Person => {
  const found = talk.house.people.current.byId(id)
  if (found === undefined) throw new Error(`there is no ${id}`)
  return found
}

test.each(['/ai contacts', '/ai oncall', '/ai duty'])(
  '%s: who until when, the backup, and who is next',
  async (text) => {
    expect(await words(text, 'nikos')).toContain(
      [
        'On call: Anna Placeholder · until Mon 21 Jan, 09:00 EET · +30 210 555 0102 · anna@autoboss.example',
        'Second: Petros Muster · +30 210 555 0103 · petros@autoboss.example',
        'Manager: Petros Muster · +30 210 555 0103 · petros@autoboss.example',
        'Next: Nikos Example from Mon 21 Jan, 09:00 EET',
      ].join('\n'),
    )
  },
)

test('staff see who it is, and no telephone number', async () => {
  const said = await words('/ai contacts', 'maria')
  expect(said).toContain('On call: Anna Placeholder · until Mon 21 Jan, 09:00 EET · anna@autoboss.example')
  expect(said).not.toContain('+30')
})

test('whoever is away is said to be, now and at the next hand-over', async () => {
  person('anna').away = [{ from: '2030-01-15', until: '2030-01-16 18:00' }]
  person('nikos').away = [{ from: '2030-01-20', until: '2030-01-21' }]
  const said = await words('/ai contacts', 'maria')
  expect(said).toContain('until Mon 21 Jan, 09:00 EET · away until Wed 16 Jan, 18:00 EET · anna@')
  expect(said).toContain('Next: Nikos Example from Mon 21 Jan, 09:00 EET · away until Tue 22 Jan, 00:00 EET')
  delete person('anna').away
  delete person('nikos').away
})

test('a refusal names who is on duty now, and until when', async () => {
  expect(await words('/ai restart', 'maria')).toContain(
    'On duty: Anna Placeholder until Mon 21 Jan, 09:00 EET.',
  )
})

test('without turns there is neither an end nor a next', async () => {
  const { rota: _, ...fixed } = talk.house.runbook.on_call
  talk.house.runbook.on_call = fixed
  expect(await words('/ai contacts', 'maria')).toMatch(
    /On call: Nikos Example · nikos@\S+\nSecond: .*\nManager: .*\nOutside/,
  )
})
