import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { execa } from 'execa'
import { type ActVerb, actVerbs, agentPaths, operationSchema } from '../../src/agent-api.ts'
import { tokenSigner } from '../../src/tokens.ts'
import { eventually } from '../harness/eventually.ts'
import { hostedDatabase } from '../harness/hosted-database.ts'
import { describeWith, pgClient } from '../harness/needs.ts'
import { testPort } from '../harness/ports.ts'
import { type ProductPlace, productPlace, startProduct } from '../harness/product.ts'

const patience = 240_000

describeWith(pgClient, 'backups of what npm start runs', (programs) => {
  let place: ProductPlace
  let settings: Record<string, string>
  beforeAll(async () => {
    place = await productPlace()
    const PATH = [programs, process.env['PATH']].join(delimiter)
    settings = { PATH, AGENT_PORT: String(await testPort()) }
  })
  afterAll(() => place.remove(), patience)

  const act = async (verb: ActVerb, request: object): Promise<unknown> => {
    const { tokens } = JSON.parse(await readFile(join(place.dataDir, 'agent/secrets.json'), 'utf8'))
    const token = await tokenSigner(tokens.privateKey)({ subject: 'bot', roles: [] }, 'agent')
    const url = `http://127.0.0.1:${settings['AGENT_PORT']}${agentPaths.operation(verb)}`
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const put = await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ verb, request }) })
    expect([put.status, put.ok ? '' : await put.text()]).toEqual([200, ''])
    const ended = await eventually(
      async () => {
        const operation = operationSchema.parse(await (await fetch(url, { headers })).json())
        return operation.state !== 'running' && operation
      },
      { within: 60_000 },
    )
    expect(ended).toMatchObject({ state: 'done', error: null })
    return ended.result
  }
  const restoreOps = async (...args: string[]) => {
    const { exitCode, all } = await execa(process.execPath, ['src/main.ts', 'ops-restore', ...args], {
      extendEnv: false,
      reject: false,
      all: true,
      env: { HOME: process.env['HOME'] ?? '', ...place.settings, ...settings },
    })
    return { exitCode, all }
  }
  const openCases = async (): Promise<unknown[]> => {
    const client = await hostedDatabase(place, 'ops')
    try {
      return (await client.query('SELECT source_key FROM cases')).rows
    } finally {
      await client.end()
    }
  }

  test(
    'bring back the assistant’s database while it runs, and the bot’s while it is stopped',
    async () => {
      const product = startProduct(place, settings)
      await product.ready()
      const { backup, manifest_digest } = actVerbs.create_backup.response.parse(
        await act('create_backup', {}),
      )
      await act('prove_backup', { backup })
      const client = await hostedDatabase(place, 'ops')
      await client.query(`INSERT INTO cases (source_key, opened_by, platform, thread, question, details, created_at, updated_at)
        VALUES ('after the backup', 'maria', 'web', 't', 'q', '{}', now(), now())`)
      await client.end()
      expect(await act('restore_backup', { backup, manifest_digest })).toMatchObject({ backup })
      expect((await fetch(`${place.assistantUrl}/health`)).status).toBe(200)

      const meanwhile = await restoreOps(backup, manifest_digest)
      expect(meanwhile).toEqual({ exitCode: 1, all: expect.stringContaining('already runs') })
      expect(await openCases()).toHaveLength(1)
      await product.stop()
      expect(await restoreOps(backup, manifest_digest)).toEqual({
        exitCode: 0,
        all: expect.stringContaining('Restored'),
      })
      await startProduct(place, settings).ready()
      expect(await openCases()).toEqual([])
    },
    patience,
  )
})
