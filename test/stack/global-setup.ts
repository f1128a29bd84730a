import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { shell } from './harness/shell.ts'

/** Starts the engine and makes the images that ours are built on. The stack itself is brought up by who needs it. */
export default async function globalSetup(): Promise<void> {
  const here = import.meta.dirname
  const settings = await shell(join(here, 'engine.sh'), ['start'])
  for (const [, name = '', value = ''] of settings.matchAll(/(\w+)=(\S+)/g)) process.env[name] = value
  await shell(join(here, 'base-images.sh'), [], { timeout: 900_000 })
  process.env['STACK_RESULTS'] = join(here, '../../test-results')
  mkdirSync(process.env['STACK_RESULTS'], { recursive: true })
  // Named from outside, a stack that stands is used, and left standing.
  process.env['STACK_KEPT'] = process.env['STACK_NOTE'] === undefined ? '' : 'yes'
  process.env['STACK_NOTE'] ??= join(mkdtempSync(join(tmpdir(), 'stack-note-')), 'stack.json')
}
