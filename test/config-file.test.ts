import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { pino } from 'pino'
import { z } from 'zod'
import { type ConfigFile, openConfigFile, type Snapshots } from '../src/config-file.ts'
import { eventually } from './harness/eventually.ts'

const schema = z.strictObject({ colour: z.string({ error: 'must be a colour' }) })

let folder: string
let path: string
let kept: Map<string, string>
let isStoreDown: boolean
const open: ConfigFile<unknown>[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-file-'))
  path = join(folder, 'paint.yml')
  kept = new Map()
  isStoreDown = false
})
afterEach(async () => {
  for (const file of open.splice(0)) await file.close()
  await rm(folder, { recursive: true })
})

const snapshots: Snapshots = {
  load: async (name) => kept.get(name) ?? null,
  save: async (name, text) => {
    if (isStoreDown) throw new Error('the store is down')
    kept.set(name, text)
  },
}

async function openFile(): Promise<ConfigFile<{ colour: string }>> {
  const file = await openConfigFile({ path, schema, snapshots, log: pino({ level: 'silent' }), everyMs: 20 })
  open.push(file)
  return file
}

test('what the file says is in force, kept, and followed; also when the file is replaced by another', async () => {
  await writeFile(path, 'colour: red')
  const file = await openFile()
  expect(file.current()).toEqual({ colour: 'red' })
  expect(kept.get('paint.yml')).toBe('colour: red')
  await writeFile(`${path}.new`, 'colour: blue')
  await rename(`${path}.new`, path)
  await eventually(() => file.current().colour === 'blue')
  await eventually(() => kept.get('paint.yml') === 'colour: blue')
})

test.each([
  ['is broken', () => writeFile(path, 'color: 1'), /paint\.yml is not valid/],
  ['goes', () => rm(path), /paint\.yml is missing/],
])('a file that %s leaves the last good one, says so, and recovers', async (_, spoil, says) => {
  await writeFile(path, 'colour: red')
  const file = await openFile()
  await spoil()
  await eventually(() => file.problem() !== null)
  expect(file.problem()).toMatch(says)
  expect(file.current()).toEqual({ colour: 'red' })
  expect(kept.get('paint.yml')).toBe('colour: red')
  await writeFile(path, 'colour: green')
  await eventually(() => file.problem() === null)
  expect(file.current()).toEqual({ colour: 'green' })
})

test('broken at the start: what was kept is in force; with nothing kept the start is refused', async () => {
  await writeFile(path, 'colour: [')
  await expect(openFile()).rejects.toThrow(/paint\.yml is not valid: line 1/)
  kept.set('paint.yml', 'colour: red')
  const file = await openFile()
  expect(file.current()).toEqual({ colour: 'red' })
  expect(file.problem()).toMatch(/paint\.yml is not valid/)
})

test('missing at the first start is refused, with where it belongs', async () => {
  await expect(openFile()).rejects.toThrow(`${path} is missing or cannot be read.`)
})

test('while the store is down the file is in force all the same, and is kept when the store is back', async () => {
  isStoreDown = true
  await writeFile(path, 'colour: red')
  const file = await openFile()
  expect(file.current()).toEqual({ colour: 'red' })
  isStoreDown = false
  await eventually(() => kept.get('paint.yml') === 'colour: red')
})
