import { writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type AgentCalls, agentCalls } from '../../harness/agent-calls.ts'
import { type ComposeTestAgent, startComposeTestAgent } from '../../harness/compose-agent.ts'
import { eventually } from '../../harness/eventually.ts'
import { describeWith, dockerEngine } from '../../harness/needs.ts'

/** What a busy machine needs for a few containers, in milliseconds. */
const patience = 240_000

describeWith(dockerEngine, 'a service in two containers', () => {
  let agent: ComposeTestAgent
  let calls: AgentCalls
  beforeAll(async () => {
    agent = await startComposeTestAgent()
    calls = agentCalls(() => agent)
    await agent.compose('up', '-d', '--scale', 'ai_assistant=2', 'ai_assistant')
  }, patience)
  afterAll(() => agent.close(), patience)
  afterEach(async () => {
    agent.control('ai_assistant', {})
    writeFileSync(agent.settingsPath, '')
    await agent.compose('up', '-d', '--scale', 'ai_assistant=2', 'ai_assistant')
    await eventually(async () => (await probe()).every(({ verdict }) => verdict === 'ok'), {
      within: patience,
    })
  }, patience)

  const probe = async () => (await calls.read('probe', { service: 'ai_assistant' })).replicas
  const state = async () =>
    (await calls.read('ps', {})).services.find(({ service }) => service === 'ai_assistant')
  const startOf = (id: string) => agent.docker('inspect', '--format', '{{.State.StartedAt}}', id)

  test(
    'both are restarted, and each is proved',
    async () => {
      const before = await probe()
      expect(await calls.act('restart', 'ai_assistant')).toMatchObject({
        state: 'done',
        result: { state: 'running', replicas: [{}, {}], revivals: 0 },
      })
      const after = await probe()
      expect(after.map(({ verdict }) => verdict)).toEqual(['ok', 'ok'])
      // A restarted container stays itself: its process is another one, and is told as such.
      expect(after.map(({ id }) => id.split('@')[0])).toEqual(before.map(({ id }) => id.split('@')[0]))
      for (const { id } of before) expect(after.map((one) => one.id)).not.toContain(id)
    },
    patience,
  )

  test(
    'both are made anew with the changed settings, and stay two',
    async () => {
      const before = await agent.containers('ai_assistant')
      writeFileSync(agent.settingsPath, 'OPENAI_MODEL=gpt-y\n')
      expect((await calls.act('recreate', 'ai_assistant')).error).toBe(null)
      expect((await probe()).map(({ settings_digest: digest }) => digest)).toEqual([
        'digest-gpt-y',
        'digest-gpt-y',
      ])
      const after = await agent.containers('ai_assistant')
      expect(after).toHaveLength(2)
      expect(after.filter((id) => before.includes(id))).toEqual([])
    },
    patience,
  )

  test.each(['restart', 'recreate'] as const)(
    'when the first does not come up at a %s, the other is left as it is, and both are told',
    async (verb) => {
      const all = await agent.containers('ai_assistant')
      const starts = await Promise.all(all.map(startOf))
      agent.control('ai_assistant', { failsWith: 'Error: no such model' })
      const { state: ended, error } = await calls.act(verb, 'ai_assistant')
      expect([ended, error?.code]).toEqual(['failed', 'not_started'])
      expect(error?.message).toMatch(/no such model.*The other replica was left as it is\.$/)
      const left = await agent.containers('ai_assistant')
      const untouched = all.filter((id) => left.includes(id))
      const after = await Promise.all(untouched.map(startOf))
      expect(after.filter((at) => starts.includes(at))).toHaveLength(1)
      expect((await state())?.state).toBe('failing')
      const verdicts = (await probe()).map(({ verdict }) => verdict)
      expect(verdicts.sort()).toEqual(['down', 'ok'])
    },
    patience,
  )

  test(
    'one that ended is not told as a service that runs, and a start brings it back alone',
    async () => {
      const [first = '', second = ''] = await agent.containers('ai_assistant')
      await agent.docker('stop', '-t', '1', first)
      expect(await state()).toMatchObject({ state: 'failing', replicas: [{}] })
      const verdicts = (await probe()).map(({ verdict, detail }) => `${verdict}: ${detail}`)
      expect(verdicts.sort()).toEqual([
        expect.stringMatching(/^down: its container is exited \(exit code \d+\)$/),
        'ok: health answered 200',
      ])
      const start = await startOf(second)
      expect((await calls.act('start', 'ai_assistant')).result).toMatchObject({
        state: 'running',
        replicas: [{}, {}],
      })
      expect(await startOf(second)).toBe(start)
    },
    patience,
  )

  test(
    'a service without any container is made at a start',
    async () => {
      await agent.compose('rm', '-f', '-s', 'ai_assistant')
      expect(await state()).toMatchObject({ state: 'stopped', replicas: [] })
      expect(await calls.act('start', 'ai_assistant')).toMatchObject({
        state: 'done',
        result: { state: 'running', replicas: [{}] },
      })
    },
    patience,
  )

  test(
    'statistics tell the limits that a container has',
    async () => {
      const { replicas } = await calls.read('stats', { service: 'ai_assistant' })
      expect(replicas).toHaveLength(2)
      for (const replica of replicas) {
        expect(replica).toMatchObject({ cpu_cores: 1.5, memory_limit_bytes: 512 * 2 ** 20 })
        expect(replica.memory_bytes).toBeGreaterThan(2 ** 20)
      }
    },
    patience,
  )
})
