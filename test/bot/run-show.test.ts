import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { startTestAgent, type TestAgent } from '../harness/agent.ts'
import { type BotHome, botHome, visit } from '../harness/bot.ts'
import { startBotProcess } from '../harness/bot-process.ts'
import { eventually } from '../harness/eventually.ts'

let assistant: FakeAssistant
let agent: TestAgent
let home: BotHome

beforeAll(async () => {
  assistant = await startFakeAssistant()
  agent = await startTestAgent()
  home = await botHome(assistant.url)
  Object.assign(home.environment, agent.settings)
})
afterAll(async () => {
  await home.remove()
  await agent.close()
  await assistant.stop()
})

test('the process that carries a run out is killed; the next brings run and card to their end, doing nothing twice', async () => {
  const first = await startBotProcess(home)
  const nikos = visit(first, 'nikos')
  await nikos.say('/restart')
  const plan = await nikos.shown('run:R-1')
  const before = agent.pidOf('ai_assistant')
  await nikos.click(plan.entry, 'run-approve')
  const pid = await eventually(() => {
    const now = agent.pidOf('ai_assistant')
    return now !== null && now !== before && now
  })
  await first.kill()
  const second = await startBotProcess(home)
  try {
    const later = visit(second, 'nikos', nikos.conversation)
    const { card } = await later.shown('run:R-1', ({ headline }) => headline?.startsWith('DONE') === true)
    expect(card.headline).toMatch(/^DONE · Restart · healthy, proved in /)
    expect(agent.pidOf('ai_assistant')).toBe(pid)
    const cards = (await later.transcript()).filter(({ id }) => id.startsWith('run:'))
    expect(cards).toHaveLength(1)
  } finally {
    await second.kill()
  }
}, 90_000)
