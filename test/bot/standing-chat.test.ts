import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Card } from '../../src/bot/card.ts'
import { startTalk, type Talk } from '../harness/talk.ts'

let talk: Talk
beforeEach(async () => {
  talk = await startTalk()
  const { clock } = talk.house
  clock.wind(new Date('2030-01-10T12:00:00Z').getTime() - clock.now().getTime())
})
afterEach(async () => {
  expect(talk.errors).toEqual([])
  await talk.close()
})

/** Says something and returns the key of the reply. */
async function say(text: string, by: string): Promise<string> {
  const key = await talk.settle({ kind: 'message', text }, { by, thread: `of ${by}` })
  return `${key}:reply`
}

const words = async (text: string, by: string): Promise<string> => talk.words(await say(text, by)) ?? ''
const labels = ({ blocks }: Card): string[] =>
  blocks.flatMap((block) =>
    block.kind === 'buttons' ? [...block.buttons, ...(block.more ?? [])].map(({ label }) => label) : [],
  )
/** The one card of the first that was asked for. */
const card = 'standing:1'
/** Presses a button of it; @returns what is answered, or undefined where the card says it. */
async function press(action: string, by: string, input?: string): Promise<string | undefined> {
  const typed = input === undefined ? {} : { input }
  return talk.words(`${await talk.press(card, action, { by, thread: 'of petros', ...typed })}:reply`)
}

test('one senior asks, another approves by typing the maximum; the card says what, how much and until when', async () => {
  await say('/schedule approve weekly-maintenance 100,000', 'petros')
  expect(talk.words(card)).toMatch(
    /^NEEDS APPROVAL · Standing approval · weekly-maintenance\nPetros .* asked on 10 Jan/,
  )
  for (const said of [
    'Does: Delete old sessions and clean the database (SOP-006)',
    'When: every Sunday at 04:15, cutoff older than 30d',
    'At most: 100,000 messages each time; what would be more does not begin',
    'Approver: a senior, not the one who asked',
    'Waits until: 17 Jan, 14:00 EET',
    'Then stands: for 92 days',
  ]) {
    expect(talk.words(card)).toContain(said)
  }
  expect(labels(talk.card(card))).toEqual(['Approve…', 'Reject', 'Withdraw'])
  expect(await words('/schedule', 'nikos')).toMatch(
    /Approval: weekly-maintenance waits for a standing approval\. Petros .* asked for one: another senior/,
  )
  expect(await press('standing-approve', 'anna', '10000')).toMatch(/^That is not the maximum/)
  expect(await press('standing-approve', 'anna', '100 000')).toBeUndefined()
  expect(talk.words(card)).toMatch(/^APPROVED · Standing approval · weekly-maintenance\nAnna .* approved it/)
  expect(talk.words(card)).toContain('Stands until: 12 Apr, 15:00 EEST')
  expect(labels(talk.card(card))).toEqual(['Revoke'])
  expect(await words('/schedule', 'nikos')).toMatch(
    /Approval: stands approved by Anna .* \(asked by Petros .*\) until 12 Apr, 15:00 EEST for at most 100,000 messages/,
  )
})

test('a senior finds what waits in the list, and what is decided there is on its card too', async () => {
  await say('/schedule approve weekly-maintenance 5', 'petros')
  expect(labels(talk.card(await say('/schedule', 'nikos')))).toEqual([])
  const list = await say('/schedule', 'anna')
  expect(labels(talk.card(list))).toContain('Decide weekly-maintenance…')
  const mine = { by: 'anna', thread: 'of anna' }
  const shown = `${await talk.press(list, 'standing-show', mine)}:reply`
  expect(labels(talk.card(shown))).toEqual(['Approve…', 'Reject'])
  const answer = await talk.press(shown, 'standing-approve', { ...mine, input: '5' })
  expect(talk.words(`${answer}:reply`)).toMatch(/^APPROVED · Standing approval/)
  expect(talk.words(card)).toMatch(/^APPROVED · Standing approval/)
  expect(labels(talk.card(await say('/schedule', 'petros')))).toContain('Revoke weekly-maintenance')
})

test('who has no part in it is refused at the buttons, and that is audited', async () => {
  await say('/schedule approve weekly-maintenance 5', 'petros')
  expect(await press('standing-approve', 'petros', '5')).toMatch(
    /^You asked for this; another senior must approve/,
  )
  for (const by of ['nikos', 'maria', 'kim', 'alex']) {
    expect(await press('standing-approve', by, '5')).toMatch(/^Your roles do not allow this decision/)
    expect(await press('standing-reject', by)).toMatch(/^Your roles do not allow this decision/)
    expect(await press('standing-withdraw', by)).toMatch(/^Only who asked for this can withdraw it/)
  }
  expect(await talk.house.db.audit.count({ where: { outcome: 'refused' } })).toBe(13)
  expect(talk.words(card)).toMatch(/^NEEDS APPROVAL/)
})

test('the first withdraws it, another rejects it, any senior revokes it', async () => {
  await say('/schedule approve weekly-maintenance 5', 'petros')
  await press('standing-withdraw', 'petros')
  expect(talk.words(card)).toMatch(/^WITHDRAWN · /)
  expect(labels(talk.card(card))).toEqual([])
  await say('/schedule approve weekly-maintenance 5', 'petros')
  const in2 = { by: 'anna', thread: 'of petros' }
  await talk.press('standing:2', 'standing-reject', in2)
  expect(talk.words('standing:2')).toMatch(/^REJECTED · /)
  await say('/schedule approve weekly-maintenance 5', 'petros')
  await talk.press('standing:3', 'standing-approve', { ...in2, input: '5' })
  expect(await words('/schedule revoke weekly-maintenance', 'petros')).toMatch(/^REVOKED · Standing approval/)
  expect(talk.words('standing:3')).toMatch(/^REVOKED · /)
  expect(await words('/schedule', 'nikos')).toMatch(/was revoked by Petros/)
  expect(await words('/schedule revoke weekly-maintenance', 'anna')).toMatch(
    /^No standing approval of weekly-maintenance stands\./,
  )
})

test.each([
  ['maria', '/schedule approve weekly-maintenance 5', /^\/ai schedule is not for your role/],
  ['nikos', '/schedule approve weekly-maintenance 5', /needs the senior role\. Ask somebody who has it/],
  ['nikos', '/schedule revoke weekly-maintenance', /^To revoke a standing approval needs the senior role/],
  ['petros', '/schedule approve weekly-maintenance', /^That does not say how many messages/],
  ['petros', '/schedule approve weekly-maintenance many', /^That does not say how many messages/],
  ['petros', '/schedule approve nightly 5', /^There is no schedule “nightly”\. There are: daily-log-review/],
  ['petros', '/schedule approve weekly-backup 5', /^weekly-backup needs no standing approval\./],
  ['petros', '/schedule approve weekly-maintenance 999999999', /^That is not the most messages/],
])('%s, %s', async (by, text, says) => {
  expect(await words(text, by)).toMatch(says)
  expect(await talk.house.db.standingApproval.count()).toBe(0)
})
