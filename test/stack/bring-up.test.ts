import { beforeAll, describe, expect, test } from '@jest/globals'
import { shell } from './harness/shell.ts'
import { type Container, type Stack, services, theStack } from './harness/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await theStack()
}, 1_500_000)

async function only(service: string): Promise<Container> {
  const [container, ...others] = await stack.containers(service)
  if (container === undefined || others.length > 0) throw new Error(`${service} is not there once`)
  return container
}

test('everything is healthy, and what runs once has ended well', async () => {
  for (const service of services) {
    const { State } = await only(service)
    expect([service, State.Status, State.Health?.Status]).toEqual([service, 'running', 'healthy'])
  }
  const { State } = await only('migrate')
  expect([State.Status, State.ExitCode]).toEqual(['exited', 0])
})

test('what ends comes back by itself, but for what runs once', async () => {
  for (const service of services) {
    expect([service, (await only(service)).HostConfig.RestartPolicy.Name]).toEqual([
      service,
      'unless-stopped',
    ])
  }
  expect((await only('migrate')).HostConfig.RestartPolicy.Name).toBe('no')
})

test.each([...services, 'migrate'])('%s has no rights that it does not need', async (service) => {
  const { HostConfig } = await only(service)
  expect(HostConfig.Privileged).toBe(false)
  expect(HostConfig.ReadonlyRootfs).toBe(true)
  expect(HostConfig.CapDrop).toEqual(['ALL'])
  expect(HostConfig.SecurityOpt).toContain('no-new-privileges:true')
})

test('no process of ours is root, but for the agent where the project folder is root’s', async () => {
  for (const service of ['ai_assistant', 'ai_bot', 'db', 'ops_db', 'redis']) {
    const output = await stack.exec(service, 'id', '-u')
    expect([service, output]).not.toEqual([service, '0'])
    expect(output).toMatch(/^\d+$/)
  }
})

test('only the agent has the engine’s socket', async () => {
  for (const service of [...services, 'migrate']) {
    const { Mounts } = await only(service)
    const holds = Mounts.some(({ Source, Destination }) => `${Source} ${Destination}`.includes('docker.sock'))
    expect([service, holds]).toEqual([service, service === 'ai_agent'])
  }
})

test('each process knows the secrets that it needs, and no other’s', async () => {
  const secretsOf = async (service: string) =>
    (await only(service)).Config.Env.filter((line) => /^[A-Z_]*(PASSWORD|KEY|URL)=./.test(line))
      .map((line) => line.split('=')[0] ?? '')
      .filter((name) => !/^(PUBLIC_URL|ASSISTANT_URL|AGENT_URL)$/.test(name))
      .sort()
  expect(await secretsOf('ai_assistant')).toEqual(['DATABASE_URL', 'REDIS_URL', 'TOKEN_PUBLIC_KEY'])
  expect(await secretsOf('ai_agent')).toEqual([
    'DATABASE_MAINTENANCE_URL',
    'DATABASE_URL',
    'TOKEN_PUBLIC_KEY',
  ])
  expect(await secretsOf('caddy')).toEqual([])
  expect(await secretsOf('ai_bot')).toEqual([
    'OPS_DATABASE_URL',
    'REDIS_URL',
    'TOKEN_PRIVATE_KEY',
    'TOKEN_PUBLIC_KEY',
  ])
})

describe('who reaches whom', () => {
  const doors = {
    ai_bot: 3000,
    ai_assistant: 8001,
    ai_agent: 8002,
    'agent-door': 8002,
    db: 5432,
    ops_db: 5432,
    redis: 6379,
    caddy: 8001,
  }

  /** Where a TCP connection opens, tried from inside a container of ours; itself left out. */
  async function reached(from: string, targets: Record<string, number> = doors): Promise<string[]> {
    const script = `const tries = Object.entries(JSON.parse(process.argv[1])).map(([host, port]) => new Promise((done) => {
      const socket = require('node:net').connect({ host, port, timeout: 15000 })
      for (const event of ['connect', 'error', 'timeout'])
        socket.once(event, () => { socket.destroy(); done(event === 'connect' ? [host] : []) })
    }))
    Promise.all(tries).then((found) => console.log(JSON.stringify(found.flat())))`
    const output = await stack.exec(from, 'node', '-e', script, JSON.stringify(targets))
    const found: string[] = JSON.parse(output)
    return found.filter((host) => host !== from).sort()
  }

  test.each([
    ['ai_bot', ['agent-door', 'ai_agent', 'ai_assistant', 'caddy', 'ops_db', 'redis']],
    ['ai_assistant', ['ai_bot', 'caddy', 'db', 'redis']],
    ['ai_agent', ['agent-door', 'ai_assistant', 'ai_bot', 'db']],
  ])('%s reaches what it needs, and nothing else', async (from, wanted) => {
    expect(await reached(from)).toEqual(wanted)
  })

  test('the assistant does not reach the agent by any of its addresses', async () => {
    const { Networks } = (await only('ai_agent')).NetworkSettings
    const addresses = Object.values(Networks).map(({ IPAddress }) => [IPAddress, 8002] as const)
    expect(addresses.length).toBeGreaterThan(1)
    expect(await reached('ai_assistant', Object.fromEntries(addresses))).toEqual([])
  })

  test('the agent has no way out of the machine', async () => {
    expect(await reached('ai_agent', { '198.51.100.1': 443 })).toEqual([])
  })
})

test('only the proxy is published', async () => {
  for (const service of services.filter((name) => name !== 'caddy')) {
    const published = Object.values((await only(service)).NetworkSettings.Ports).filter(
      (port) => port !== null,
    )
    expect([service, published]).toEqual([service, []])
  }
})

test('the databases are the runbook’s, with roles that hold only the rights that they need', async () => {
  expect(await stack.psql('SELECT current_user')).toBe('abparts_user')
  const extensions = await stack.psql("SELECT string_agg(extname, ',' ORDER BY extname) FROM pg_extension")
  expect(extensions).toBe('pg_stat_statements,plpgsql,vector')
  const powerful = `SELECT count(*) FROM pg_roles WHERE rolname IN ('abparts_user', 'assistant_app', 'agent_reader')
    AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication)`
  expect(await stack.psql(powerful)).toBe('0')
  expect(await stack.psql("SELECT has_table_privilege('agent_reader', 'ai_messages', 'SELECT')")).toBe('f')
  const version = await stack.psql('SHOW server_version_num')
  expect(Number(version) / 10_000).toBeGreaterThanOrEqual(17)
})

test('the secrets files are readable for their owner alone', async () => {
  const files = ['.env', '.env.production', '.env.bot']
  const modes = await shell('stat', ['-c', '%a', ...files], { cwd: stack.folder })
  expect(modes.split('\n')).toEqual(['600', '600', '600'])
})

test('repeated, bringing it up changes nothing', async () => {
  const before = await Promise.all(services.map(only))
  await stack.compose('up', '-d', '--no-build')
  const after = await Promise.all(services.map(only))
  expect(after.map(({ Id, State }) => [Id, State.StartedAt])).toEqual(
    before.map(({ Id, State }) => [Id, State.StartedAt]),
  )
  expect((await only('migrate')).State.ExitCode).toBe(0)
})

test.each(['ai_assistant', 'ai_bot', 'ai_agent'])(
  '%s stops by itself when it is told to, and comes back',
  async (service) => {
    await stack.compose('stop', service)
    const { State } = await only(service)
    // 137 would be the engine's kill, after its patience.
    expect([State.Status, State.ExitCode]).toEqual(['exited', 0])
    await stack.compose('start', service)
    await stack.healthy(service)
  },
)
