import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { notFound } from '../fakes/assistant.ts'
import { errorsIn } from '../harness/bot.ts'
import type { ContractHouse, SeenCard, Talk } from '../harness/contract.ts'
import { eventually } from '../harness/eventually.ts'
import { giveRoles } from '../harness/give-roles.ts'

/** What holds on every chat platform. `open` starts the bot on one; in some everybody has one conversation with the bot. */
export function describePlatform(
  name: string,
  open: () => Promise<ContractHouse>,
  { hasOneConversation = false } = {},
): void {
  describe(name, () => {
    let house: ContractHouse
    beforeAll(async () => {
      house = await open()
    }, 60_000)
    afterAll(() => house.close())
    afterEach(() => {
      const errors = errorsIn(house.bot)
      house.bot.log.splice(0)
      expect(errors).toEqual([])
    })

    const question = 'What torque do the blade bolts need?'
    const isAnswer = ({ text }: SeenCard) => text.includes('Quoted from the manual')
    const talk = (person: string, text: string) => house.talk(person, text)
    const chats = () =>
      house.assistant.calls
        .filter(({ path }) => path === '/api/ai/chat')
        .map(({ body }) => JSON.parse(body) as { message: string; session_id: string })
    const newestRun = async () => {
      const [row] = await house.home.query<{ number: number }>('SELECT max(number)::int AS number FROM runs')
      return row?.number ?? 0
    }
    const statusOf = async (run: number) => {
      const rows = await house.home.query<{ status: string }>('SELECT status FROM runs WHERE number = $1', [
        run,
      ])
      return rows[0]?.status
    }
    /** A run starts and stops real processes, which take their time on a busy machine. */
    const isOver = (run: number) =>
      eventually(async () => ['done', 'failed', 'unknown'].includes((await statusOf(run)) ?? ''), {
        within: 60_000,
      })
    /** Asks for a plan, and waits for its card. */
    async function plan(
      person: string,
      command: string,
    ): Promise<{ talk: Talk; card: SeenCard; run: number }> {
      const asked = await talk(person, command)
      const card = await asked.sees(/PLAN|NEEDS APPROVAL/)
      return { talk: asked, card, run: await newestRun() }
    }
    describe('questions', () => {
      test('get one answer, with its source and its buttons', async () => {
        const asked = await talk('maria', question)
        const answer = await asked.sees(isAnswer)
        expect(answer.text).toContain('Turn the main switch to ON. [1]')
        expect(answer.text).toContain('[1] V4.0 Start-up, page 12')
        expect(answer.text).toContain('All models · Quoted from the manual')
        expect(answer.labels).toEqual(expect.arrayContaining(['Helpful', 'Not helpful', 'Get a person']))
        expect(await asked.cards()).toHaveLength(1)
        expect(chats().at(-1)?.message).toBe(question)
      })

      test('that follow belong to the same session; those of another conversation do not', async () => {
        const before = chats().length
        const first = await talk('maria', question)
        await first.sees(isAnswer)
        await first.says('And the side bolts?')
        await eventually(async () => (await first.cards()).filter(isAnswer).length === 2)
        const other = await talk('maria', question)
        await other.sees(isAnswer)
        const [one, two, three] = chats()
          .slice(before)
          .map(({ session_id: id }) => id)
        expect(one).toBe(two)
        expect(three === one).toBe(hasOneConversation)
      })

      test('show what is being done while they take', async () => {
        const isFound = Promise.withResolvers<void>()
        house.assistant.plan({ until: isFound.promise })
        const asked = await talk('maria', question)
        await eventually(async () => /Searching all manuals/.test(await asked.progress()))
        isFound.resolve()
        await asked.sees(isAnswer)
        expect(await asked.progress()).toBe('')
        expect(await asked.cards()).toHaveLength(1)
      })

      test('of which the manuals hold nothing are told so, and a person is offered', async () => {
        house.assistant.plan(notFound)
        const asked = await talk('maria', 'Who has my ladder?')
        const told = await asked.sees(({ labels }) => labels.includes('Get a person'))
        expect(told.text).toContain("I can't find this in the manuals.")
        expect(told.text).not.toContain('[1]')
      })

      test('wait for an assistant that is away: the reason first, then the answer, in the same message', async () => {
        await house.assistant.stop()
        const asked = await talk('maria', question)
        const waiting = await asked.sees('WAITING')
        expect(waiting.text).toContain("I'll answer here when it is back; I try for")
        await house.assistant.start()
        await asked.sees(isAnswer)
        expect(await asked.cards()).toHaveLength(1)
      })

      test('that the assistant refuses are told why, and what to do', async () => {
        const error = { code: 'model_failed', message: 'The language model did not answer.', action: 'Wait.' }
        house.assistant.plan({ end: { status: 500, error } })
        const asked = await talk('maria', question)
        const told = await asked.sees('NOT ANSWERED')
        expect(told.text).toContain('The language model did not answer. Wait.')
        await told.presses('Try again')
        await asked.sees(isAnswer)
        expect(await asked.cards()).toHaveLength(1)
      })

      test('that arrive again are answered once', async () => {
        const before = chats().length
        const asked = await talk('maria', question)
        await asked.repeats(5)
        await asked.sees(isAnswer)
        await asked.repeats(5)
        await asked.says('And then?')
        await eventually(async () => (await asked.cards()).filter(isAnswer).length === 2)
        expect(chats().length - before).toBe(2)
        expect(await asked.cards()).toHaveLength(2)
      })

      test('of which the answer is hostile show it as it is', async () => {
        const hostile =
          '<!channel> *b* _i_ `c` ~s~ <script>alert(1)</script> <@U0MARIA> &amp; [x](https://x.example)'
        house.assistant.plan({ pieces: [`${hostile}\u0000\u0007 end. [1]`] })
        const asked = await talk('maria', question)
        const { text } = await asked.sees(isAnswer)
        expect(text).toContain(hostile)
        expect(text).toContain('end. [1]')
      })
    })

    describe('opinions and people', () => {
      test.each([
        ['Helpful', 'up', undefined],
        ['Not helpful', 'down', 'It is about another machine'],
      ])('%s is kept, with what was said', async (label, rating, reason) => {
        const asked = await talk('maria', question)
        await (await asked.sees(isAnswer)).presses(label, reason)
        await asked.sees((card) => isAnswer(card) && !card.labels.includes('Helpful'))
        const last = async () =>
          (
            await house.home.query<{ rating: string; reason: string | null; person_id: string }>(
              'SELECT rating, reason, person_id FROM feedback ORDER BY created_at DESC LIMIT 1',
            )
          )[0]
        const wanted = { rating, reason: reason ?? null, person_id: 'maria' }
        await eventually(async () => JSON.stringify(await last()) === JSON.stringify(wanted))
      })

      test('Get a person opens one case, however often it is pressed', async () => {
        const cases = async () => (await house.home.query('SELECT number FROM cases')).length
        const before = await cases()
        const asked = await talk('maria', question)
        const answer = await asked.sees(isAnswer)
        await Promise.all([answer.presses('Get a person'), answer.presses('Get a person')])
        const opened = await asked.sees('OPEN · C-')
        expect(opened.text).toContain(`“${question}”`)
        expect(opened.text).toMatch(/On call:? Nikos Example/)
        await asked.sees(
          ({ text, labels }) => text.includes('Turn the main') && !labels.includes('Get a person'),
        )
        expect(await cases()).toBe(before + 1)
        // Where people have one conversation with the bot, what they say next would be about the case.
        await opened.presses('I need nobody any more')
        await asked.sees('RESOLVED · C-')
      })

      test('what somebody writes stands there as it was written', async () => {
        const hostile = '<!channel> *b* <script>alert(1)</script> &lt;'
        const asked = await talk('maria', `/escalate ${hostile}`)
        const opened = await asked.sees('OPEN · C-')
        expect(opened.text).toContain(`“${hostile}”`)
        await opened.presses('I need nobody any more')
        await asked.sees('RESOLVED · C-')
      })
    })

    describe('commands', () => {
      test.each([
        ['maria', ['ask', 'escalate', 'cases', 'status', 'contacts', 'window']],
        [
          'nikos',
          [
            'ask',
            'escalate',
            'cases',
            'status',
            'contacts',
            'window',
            'restart',
            'start',
            'stop',
            'config',
            'backup',
            'cancel',
            'logs',
            'performance',
            'runs',
            'schedule',
            'approvals',
          ],
        ],
        ['alex', ['ask', 'escalate', 'cases', 'status', 'contacts', 'window', 'audit', 'auto-answer']],
      ])('%s reads in help what they may use, and nothing more', async (person, names) => {
        const { text } = await (await talk(person, '/help')).sees('Help')
        const listed = [...text.matchAll(/^(?:- )?\/(?:ai )?([a-z-]+).*: /gm)].map(([, word]) => word)
        expect(listed).toEqual(names)
        expect(text.includes('Run (plan first)')).toBe(person === 'nikos')
        expect(text.includes('Approve')).toBe(person === 'nikos')
      })

      test.each([
        ['nikos', ['Restart the service…', 'Ask as a question', 'Help']],
        ['maria', ['Ask as a question', 'Help']],
      ])('that do not exist are not run; %s is offered what is near', async (person, labels) => {
        const before = [await newestRun(), chats().length]
        const asked = await talk(person, '/restrat')
        const told = await asked.sees('No command “restrat”')
        expect(told.labels).toEqual(labels)
        expect([await newestRun(), chats().length]).toEqual(before)
      })

      test('of a hostile name are shown as they were written', async () => {
        const asked = await talk('nikos', '/<!channel>*b*<script>')
        await asked.sees('No command “<!channel>*b*<script>”')
      })

      test('restart by staff is refused, and says who is on call', async () => {
        const before = await newestRun()
        const asked = await talk('maria', '/restart')
        await asked.sees('Restart needs the on-call role. On duty: Nikos Example.')
        expect(await newestRun()).toBe(before)
      })
    })

    describe('runs', () => {
      test('restart: a plan first; confirmed, it runs; its card ends with the proof, and offers its record at most', async () => {
        const pid = house.agent.pidOf('ai_assistant')
        const planned = await plan('nikos', '/restart because it is slow')
        expect(planned.card.text).toContain('PLAN · Restart · ai_assistant')
        expect(planned.card.text).toContain('“it is slow”')
        expect(planned.card.labels.slice(0, 2)).toEqual(['Restart now', 'Withdraw'])
        expect(house.agent.pidOf('ai_assistant')).toBe(pid)
        await planned.card.presses('Restart now')
        await isOver(planned.run)
        const done = await planned.talk.sees('DONE · Restart · healthy, proved in ')
        expect(done.text).toMatch(/Started:? .*was/)
        expect(done.labels.filter((label) => label !== 'Full record')).toEqual([])
        expect(house.agent.pidOf('ai_assistant')).not.toBe(pid)
        expect(await planned.talk.cards()).toHaveLength(1)

        await planned.card.presses('Restart now')
        await planned.talk.sees('no longer in use')
        expect(await newestRun()).toBe(planned.run)
        expect(await statusOf(planned.run)).toBe('done')
      }, 90_000)

      test('stop: the approval of the one who asked does not count, that of another does', async () => {
        const { talk: asked, card, run } = await plan('nikos', '/stop db')
        expect(card.text).toContain('NEEDS APPROVAL · Stop · db')
        // A card of one's own does not offer it; one that all see refuses it.
        if (card.labels.includes('Approve stop')) {
          await card.presses('Approve stop')
          await asked.sees('someone else must approve')
        }
        expect(await statusOf(run)).toBe('waiting')
        const other = await talk('anna', `/runs ${run}`)
        await (await other.sees('NEEDS APPROVAL')).presses('Approve stop')
        await isOver(run)
        await asked.sees('DONE · Stop · stopped, proved')
        const { talk: starting, card: start, run: started } = await plan('nikos', '/start db')
        await start.presses('Start now')
        await isOver(started)
        await starting.sees('DONE · Start')
      }, 150_000)

      test('a rejection says why to the one who asked, and nothing ran', async () => {
        const { talk: asked, run } = await plan('nikos', '/stop ai_assistant')
        const other = await talk('anna', `/runs ${run}`)
        await (await other.sees('NEEDS APPROVAL')).presses('Reject', 'Not before noon')
        const rejected = await asked.sees('REJECTED')
        expect(rejected.text).toContain('“Not before noon” Nothing ran.')
        expect(house.agent.pidOf('ai_assistant')).not.toBeNull()
      })

      test('a press by somebody whose role was taken since the card was shown is refused', async () => {
        const { talk: asked, card, run } = await plan('nikos', '/restart db')
        const pid = house.agent.pidOf('db')
        const refusal = /roles do not allow|not for your role|needs the on-call role/
        await giveRoles(house, 'nikos', ['staff'])
        await card.presses('Restart now')
        await asked.sees(refusal)
        await giveRoles(house, 'nikos', ['on-call'])
        expect(await statusOf(run)).toBe('waiting')
        expect(house.agent.pidOf('db')).toBe(pid)
        await card.presses('Withdraw')
        await asked.sees('WITHDRAWN')
      })
    })
  })
}
