import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { execa } from 'execa'
import { readVerbs } from '../../../src/agent-api.ts'
import { parseEnv, textOf, withValue } from '../../../src/env-file.ts'
import { newTokenKeys, tokenSigner } from '../../../src/tokens.ts'
import { type ComposeTestAgent, startComposeTestAgent } from '../../harness/compose-agent.ts'
import { eventually } from '../../harness/eventually.ts'
import { describeWith, dockerEngine } from '../../harness/needs.ts'
import { testPort } from '../../harness/ports.ts'

const patience = 240_000
const program = join(import.meta.dirname, '../../../src/main.ts')
const keys = newTokenKeys()

describeWith(dockerEngine, 'the agent as a process of the stack', () => {
  let stack: ComposeTestAgent
  beforeAll(async () => {
    stack = await startComposeTestAgent()
  }, patience)
  afterAll(() => stack.close(), patience)
  const started: { kill(signal: NodeJS.Signals): unknown }[] = []
  afterEach(() => {
    for (const agent of started.splice(0)) agent.kill('SIGKILL')
  })

  function start(settings: Record<string, string>) {
    const agent = execa(process.execPath, [program, 'agent'], {
      extendEnv: false,
      reject: false,
      all: true,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '',
        DOCKER_HOST: process.env['DOCKER_HOST'] ?? '',
        DOCKER_CONFIG: process.env['DOCKER_CONFIG'] ?? '',
        COMPOSE_FILE: stack.composeFile,
        DATA_DIR: join(stack.folder, 'data'),
        LOG_DIR: join(stack.folder, 'logs'),
        TOKEN_PUBLIC_KEY: keys.publicKey,
        ...settings,
      },
    })
    started.push(agent)
    return agent
  }

  test(
    'it serves the verbs on the stack of its Compose file, alone, and ends at once when asked',
    async () => {
      writeFileSync(stack.settingsPath, 'OPENAI_API_KEY=plain-secret-of-the-file\n')
      const port = await testPort()
      const agent = start({ AGENT_PORT: String(port) })
      const url = `http://127.0.0.1:${port}`
      await eventually(async () => (await fetch(`${url}/health`).catch(() => undefined))?.ok, {
        within: 120_000,
      })
      const token = await tokenSigner(keys.privateKey)({ subject: 'bot', roles: [] }, 'agent')
      const call = async (verb: string, body: object) =>
        fetch(`${url}/verbs/${verb}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      const { services } = readVerbs.ps.response.parse(await (await call('ps', {})).json())
      expect(services.map(({ service, state }) => [service, state])).toEqual([
        ['ai_assistant', 'running'],
        ['ai_bot', 'running'],
        ['db', 'running'],
      ])
      await stack.print('ai_assistant', 'used plain-secret-of-the-file\n')
      await eventually(async () =>
        (await (await call('logs', { service: 'ai_assistant' })).text()).includes('used [secret]'),
      )
      const view = await (await call('settings', {})).json()
      expect(view).toMatchObject({ file: '.env.production' })
      expect((await call('statement', { statement: 'ping' })).status).toBe(503)
      const second = await start({ AGENT_PORT: '0' })
      expect([second.exitCode, second.all]).toEqual([1, expect.stringContaining('already runs')])
      agent.kill('SIGTERM')
      const [code] = await once(agent.nodeChildProcess, 'exit')
      expect(code).toBe(0)
      expect((await agent).all).not.toContain('plain-secret')
    },
    patience,
  )

  test.each<[string, Record<string, string>, RegExp]>([
    ['a key', { TOKEN_PUBLIC_KEY: '' }, /TOKEN_PUBLIC_KEY is not set/],
    ['a Compose file', { COMPOSE_FILE: '/nowhere/docker-compose.prod.yml' }, /Docker refused|nowhere/],
    ['an absolute path', { COMPOSE_FILE: 'docker-compose.prod.yml' }, /must be an absolute path/],
    ['Docker', { PATH: '/nowhere' }, /Docker's command is not here/],
  ])(
    'without %s it does not start, and says why',
    async (_, settings, says) => {
      const { exitCode, all } = await start({ AGENT_PORT: '0', ...settings })
      expect(exitCode).toBe(1)
      expect(all).toMatch(says)
    },
    patience,
  )

  test(
    'what we write into the settings file is what Compose gives to the container',
    async () => {
      const values: Record<string, string> = {
        PLAIN: 'gpt-4o',
        ADDRESS: 'https://user:pass@host:1/path?x=1&y=2#z',
        SPACES: '  two  words  ',
        COMMENT: 'a # b',
        QUOTES: `it's "quoted"`,
        DOLLARS: '$HOME $' + '{X} $$ $1 5$',
        BACKTICKS: '`id` $(id)',
        BACKSLASH: 'C:\\path\\new\\table',
        GREEK: 'Ελληνικά é 💥',
        SIGNS: 'a=b;c|d&e!f*g?h~i%j^k{l}m[n]o<p>',
        EMPTY: '',
      }
      const pieces = Object.entries(values).reduce(
        (made, [name, value]) => withValue(made, name, value),
        parseEnv('# ours\n'),
      )
      writeFileSync(stack.settingsPath, textOf(pieces))
      await stack.compose('up', '-d', '--no-deps', 'ai_assistant')
      const [id = ''] = await stack.containers('ai_assistant')
      const given: string[] = JSON.parse(
        await stack.docker('inspect', '--format', '{{json .Config.Env}}', id),
      )
      for (const [name, value] of Object.entries(values)) expect(given).toContain(`${name}=${value}`)
    },
    patience,
  )

  test(
    'what stands in a settings file already is read as Compose reads it',
    async () => {
      const text = [
        'A=one # comment',
        'B="two \\"words\\" # no comment"',
        "C='three $D # no comment'",
        'export D=four',
        'E="$' + '{D}-$D"',
        'F: six',
        'G="seven\\tand\\\\"',
        '  H = eight  ',
        'I=a#b',
        'J=a$$b',
        'K="two\nlines"',
        "L='it\\'s'",
        'M=',
        '',
      ].join('\n')
      writeFileSync(stack.settingsPath, text)
      await stack.compose('up', '-d', '--no-deps', 'ai_assistant')
      const [id = ''] = await stack.containers('ai_assistant')
      const given: string[] = JSON.parse(
        await stack.docker('inspect', '--format', '{{json .Config.Env}}', id),
      )
      const ours = parseEnv(text).flatMap(({ name, value }) => (name === undefined ? [] : `${name}=${value}`))
      expect(ours).toHaveLength(13)
      for (const entry of ours) expect(given).toContain(entry)
    },
    patience,
  )
})
