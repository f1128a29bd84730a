import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { dockerCommand } from '../../../src/agent/compose/docker.ts'
import { composeStack } from '../../../src/agent/compose/stack.ts'
import { agentCalls } from '../../harness/agent-calls.ts'
import { type ServedAgent, serveAgent, workshop } from '../../harness/agent-server.ts'
import { type ComposeTestAgent, startComposeTestAgent } from '../../harness/compose-agent.ts'
import { eventually } from '../../harness/eventually.ts'
import { describeWith, dockerEngine } from '../../harness/needs.ts'
import { removeDataFolder, temporaryFolder } from '../../harness/test-server.ts'

const patience = 240_000

describeWith(dockerEngine, 'what is started inside a container', () => {
  let agent: ComposeTestAgent
  beforeAll(async () => {
    agent = await startComposeTestAgent()
  }, patience)
  afterAll(() => agent.close(), patience)

  test(
    'ends there too when it takes too long',
    async () => {
      const { read } = agentCalls(() => agent)
      const [id = ''] = await agent.containers('db')
      const clients = async (): Promise<number> =>
        (await agent.docker('top', id)).split('\n').filter((line) => line.includes('psql')).length
      const isWell = async () => (await read('probe', { service: 'db' })).replicas[0]?.verdict === 'ok'
      await eventually(isWell, { within: 60_000 })
      agent.control('db', { health: 'silent' })
      let isSeen = false
      const probing = async () => {
        for (;;) {
          const { replicas } = await read('probe', { service: 'db' })
          if (isSeen) return replicas
        }
      }
      const probes = probing()
      await eventually(async () => (await clients()) > 0, { within: 60_000 })
      isSeen = true
      expect(await probes).toMatchObject([{ verdict: 'down', detail: 'a query was not answered' }])
      await eventually(async () => (await clients()) === 0, { within: 60_000 })
    },
    patience,
  )
})

describeWith(dockerEngine, 'without an engine', () => {
  let folder: string
  beforeAll(async () => {
    folder = await temporaryFolder('no-engine-')
  })
  afterAll(() => removeDataFolder(folder))

  /** An agent whose Docker is at this socket. */
  async function served(socket: string): Promise<ServedAgent> {
    const docker = dockerCommand({ PATH: process.env['PATH'] ?? '', DOCKER_HOST: `unix://${socket}` })
    const project = { name: 'none', services: ['ai_assistant', 'db'], args: (...args: string[]) => args }
    return serveAgent(folder, composeStack(docker, project, {}), workshop(folder, []), {})
  }

  test(
    'every verb says so, and what to do',
    async () => {
      const agent = await served(join(folder, 'nobody.sock'))
      const { refusal, perform } = agentCalls(() => agent)
      for (const [verb, body] of [
        ['ps', {}],
        ['probe', { service: 'db' }],
        ['logs', { service: 'db' }],
        ['stats', { service: 'db' }],
      ] as const) {
        const response = await agent.call('POST', `/verbs/${verb}`, body)
        expect(await refusal(response)).toEqual([503, 'docker_away'])
      }
      expect(await perform({ verb: 'restart', request: { service: 'db' } })).toMatchObject({
        state: 'failed',
        error: {
          code: 'docker_away',
          message: 'Docker does not answer at all.',
          action: expect.stringContaining('systemctl status docker'),
        },
      })
      const since = new Date(0).toISOString()
      const summary = await (await agent.call('POST', '/verbs/log_summary', { service: 'db', since })).json()
      expect(summary).toMatchObject({
        sources: [{ source: 'output', state: 'failed', detail: 'Docker does not answer at all.' }, {}, {}],
      })
      await agent.vanish()
    },
    patience,
  )

  test(
    'one that does not answer is not waited for without end',
    async () => {
      const silent = createServer(() => undefined)
      const socket = join(folder, 'silent.sock')
      await new Promise<void>((resolve) => silent.listen(socket, resolve))
      const agent = await served(socket)
      try {
        const response = await agent.call('POST', '/verbs/ps', {})
        expect([response.status, await response.json()]).toMatchObject([
          503,
          { error: { code: 'docker_away', message: 'Docker does not answer in time.' } },
        ])
      } finally {
        await agent.vanish()
        silent.close()
      }
    },
    patience,
  )
})
