import { createHash } from 'node:crypto'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createBackup } from '../../../src/agent/backups/create.ts'
import { listBackups } from '../../../src/agent/backups/list.ts'
import { readManifest } from '../../../src/agent/backups/manifest.ts'
import { writeProof } from '../../../src/agent/backups/proof.ts'
import { proveBackup } from '../../../src/agent/backups/prove.ts'
import { restoreBackup } from '../../../src/agent/backups/restore.ts'
import { UserError } from '../../../src/errors.ts'
import { alterFile, type BackupHouse, backupHouse } from '../../harness/backups.ts'
import { describeWith, pgClient } from '../../harness/needs.ts'

const never = new AbortController().signal
const dump = 'ai_assistant_db.sql'
const messages = ['parts', 'assistant', 'tables', 'public.ai_messages']
type Change = (text: string) => string

/** In the middle of a table's rows. */
const cutInCopy: Change = (text) => text.slice(0, text.indexOf('COPY public.ai_messages') + 9_000)
/** Between two statements. */
const cutBetween: Change = (text) => text.slice(0, text.indexOf('COPY public.knowledge_documents'))
const schemaOnly: Change = (text) => text.replace(/^COPY .* FROM stdin;\n[\s\S]*?^\\\.\n/gm, '')
const otherRow: Change = (text) => text.replace('\t\t\ten\t', '\t\t\tde\t').replace('Manual 3', 'Manual 4')
const fewerRights: Change = (text) => text.replace(/^GRANT .* ON TABLE public\.ai_sessions TO .*;$/m, '')
const noIndex: Change = (text) => text.replace(/^CREATE INDEX ai_messages_session .*;$/m, '')
const lowerSequence: Change = (text) => text.replace(/(knowledge_chunks_chunk_id_seq', )\d+/, '$15')
const ownCommit: Change = (text) =>
  text.replace('CREATE TABLE public.ai_messages', 'COMMIT;\nBEGIN;\nCREATE TABLE public.ai_messages')
/** Where it is not seen as it passes: the transaction's own number tells. */
const hiddenCommit: Change = (text) =>
  text.replace('CREATE TABLE public.ai_messages', 'SELECT 1; COMMIT; BEGIN;\nCREATE TABLE public.ai_messages')
const command: Change = (text) =>
  text.replace('CREATE TABLE public.ai_messages', '\\! touch /tmp/never\nCREATE TABLE public.ai_messages')
const elsewhere: Change = (text) =>
  text.replace('CREATE TABLE public.ai_messages', '\\connect postgres\nCREATE TABLE public.ai_messages')

describeWith(pgClient, 'a backup that is not what it should be', (programs) => {
  let house: BackupHouse
  let good: string
  let before: [unknown, unknown]
  let copies = 0
  const at = (name: string, file = ''): string => join(house.parts.shelf.folder, name, file)
  const lives = async (): Promise<[unknown, unknown]> => [await house.live(), await house.live('ops')]

  /** A copy to be spoilt; with its proof, which is of the manifest that it has then. */
  const copy = async (): Promise<string> => {
    copies += 1
    const name = `ai_assistant_20200101_${String(copies).padStart(6, '0')}`
    await cp(at(good), at(name), { recursive: true })
    return name
  }
  /** Has the manifest say what a file is now. */
  const agree = async (name: string, file: string): Promise<void> => {
    const content = await readFile(at(name, file))
    const manifest = JSON.parse(await readFile(at(name, 'manifest.json'), 'utf8'))
    manifest.files[file] = {
      sha256: createHash('sha256').update(content).digest('hex'),
      size: content.length,
    }
    await writeFile(at(name, 'manifest.json'), JSON.stringify(manifest))
  }
  const changeManifest = async (name: string, path: string[], value: unknown): Promise<void> => {
    const manifest: unknown = JSON.parse(await readFile(at(name, 'manifest.json'), 'utf8'))
    const owner = path.slice(0, -1).reduce((inner, key) => (inner as Record<string, unknown>)[key], manifest)
    // What is undefined is not written.
    Object.assign(owner as object, { [path.at(-1) ?? '']: value })
    await writeFile(at(name, 'manifest.json'), JSON.stringify(manifest))
  }
  const vouch = async (name: string): Promise<string> => {
    const { digest } = await readManifest(at(name))
    await writeProof(at(name), {
      manifest_digest: digest,
      at: new Date().toISOString(),
      outcome: 'proved',
      detail: '',
    })
    return digest
  }
  const restore = (name: string, manifestDigest: string, server: 'assistant' | 'ops' = 'assistant') =>
    restoreBackup(house.parts, { backup: name, manifestDigest, server }, never)
  const refused = async (working: Promise<unknown>): Promise<string> =>
    working.then(
      () => 'done',
      (error: unknown) => {
        if (!(error instanceof UserError)) throw error
        for (const secret of house.passwords) expect(`${error.message} ${error.action}`).not.toContain(secret)
        return error.code
      },
    )

  beforeAll(async () => {
    house = await backupHouse(programs)
    good = await createBackup(house.parts, never)
    await proveBackup(house.parts, good, never)
    before = await lives()
  }, 120_000)
  afterAll(() => house.close())

  test.each<[string, string, Change, string]>([
    ['cut within rows', dump, cutInCopy, 'backup_broken'],
    ['cut between statements', dump, cutBetween, 'backup_differs'],
    ['without rows', dump, schemaOnly, 'backup_differs'],
    ['with another row', dump, otherRow, 'backup_differs'],
    ['with fewer rights', dump, fewerRights, 'backup_differs'],
    ['without an index', dump, noIndex, 'backup_differs'],
    ['with a sequence that would draw numbers again', dump, lowerSequence, 'backup_differs'],
    ['that ends its transaction', dump, ownCommit, 'backup_broken'],
    ['that ends its transaction within a line', dump, hiddenCommit, 'backup_broken'],
    ['that runs a program', dump, command, 'backup_broken'],
    ['that goes to another database', dump, elsewhere, 'backup_broken'],
    [
      'of manuals that is cut',
      'knowledge_base.sql',
      (text) => text.slice(0, text.length / 2),
      'backup_broken',
    ],
    [
      'of ops with another row',
      'ops_db.sql',
      (text) => text.replace('Ερώτηση 7', 'Ερώτηση 8'),
      'backup_differs',
    ],
  ])(
    'a dump %s is found, by its digest and without it',
    async (_, file, change, code) => {
      const name = await copy()
      await alterFile(at(name, file), change)
      const { digest } = await readManifest(at(name))
      // It was proved before it was altered.
      expect(await refused(restore(name, digest))).toBe('backup_broken')
      expect(await refused(proveBackup(house.parts, name, never))).toBe('backup_broken')
      expect(await refused(restore(name, digest))).toBe('not_proved')

      await agree(name, file)
      expect(await refused(proveBackup(house.parts, name, never))).toBe(code)
      const listed = (await listBackups(house.parts)).find(({ backup }) => backup === name)
      expect(listed?.proof).toMatchObject({ outcome: 'failed' })
      expect(await refused(restore(name, (await readManifest(at(name))).digest))).toBe('not_proved')
      // Even where somebody vouches for it, and it is restored into the live database.
      if (change !== hiddenCommit) {
        const server = file === 'ops_db.sql' ? 'ops' : 'assistant'
        const vouched = await vouch(name)
        if (file !== 'knowledge_base.sql') expect(await refused(restore(name, vouched, server))).toBe(code)
      }
      expect(await lives()).toEqual(before)
      expect(await house.leftOnServer()).toEqual([])
    },
    60_000,
  )

  test("another database's dump is found", async () => {
    const name = await copy()
    await cp(at(good, 'ops_db.sql'), at(name, dump))
    await agree(name, dump)
    // It would change another role's rights.
    expect(await refused(proveBackup(house.parts, name, never))).toBe('no_right')
    expect(await refused(restore(name, await vouch(name)))).toBe('no_right')
    expect(await lives()).toEqual(before)
  }, 60_000)

  test.each<[string, string[], unknown, string]>([
    ['another format', ['format'], 2, 'backup_broken'],
    ['no format', ['format'], undefined, 'backup_broken'],
    ['another count', [...messages, 'rows'], 299, 'backup_differs'],
    ['another checksum', [...messages, 'checksum'], '1:2', 'backup_differs'],
    ['another shape', [...messages, 'schema'], 'a'.repeat(32), 'backup_differs'],
    ['one table fewer', messages, undefined, 'backup_differs'],
    ['one file fewer', ['files', 'ops_db.sql'], undefined, 'backup_broken'],
    ['a newer server', ['servers', 'assistant', 'version'], 990_000, 'newer_server'],
    ['an unknown migration', ['servers', 'assistant', 'migrations', '0', 'name'], '2099_x', 'other_program'],
    ['a changed migration', ['servers', 'ops', 'migrations', '0', 'checksum'], 'x', 'other_program'],
  ])(
    'a manifest with %s is refused',
    async (_, path, value, code) => {
      const name = await copy()
      const { digest } = await readManifest(at(name))
      await changeManifest(name, path, value)
      expect((await listBackups(house.parts)).find(({ backup }) => backup === name)?.proof).toBe(null)
      expect(await refused(restore(name, digest))).toMatch(/^(other_backup|backup_broken)$/)
      expect(await refused(proveBackup(house.parts, name, never))).toBe(code)
      expect(await lives()).toEqual(before)
    },
    60_000,
  )

  test('what lacks a migration is not put where the program works', async () => {
    const name = await copy()
    const { migrations } = (await readManifest(at(name))).manifest.servers.assistant
    await changeManifest(name, ['servers', 'assistant', 'migrations'], migrations.slice(0, -1))
    expect(await refused(restore(name, await vouch(name)))).toBe('older_program')
    expect(await lives()).toEqual(before)
  })

  test('no path leads out of the folder of backups', async () => {
    for (const name of ['..', '../x', good.slice(1), `${good}/../${good}`, '']) {
      expect(await refused(proveBackup(house.parts, name, never))).toBe('no_such_backup')
    }
  })
})
