import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, test } from '@jest/globals'

/** A program that some tests need and that a laptop may lack. */
export interface Need {
  /** Where it is, or undefined. */
  path: string | undefined
  /** What is missing and how to get it. */
  missing: string
}

const find = (...paths: string[]): string | undefined => paths.find((path) => existsSync(path))

export const chromium: Need = {
  path: find(
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ),
  missing: 'no Chromium found; on Debian: apt-get install chromium',
}

export const redisServer: Need = {
  path: find('/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'),
  missing: 'no redis-server found; on Debian: apt-get install redis-server',
}

export const dockerEngine: Need = {
  path: find((process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').replace(/^unix:\/\//, '')),
  missing: 'no Docker engine found; on Debian, as root: eval "$(test/stack/engine.sh start)"',
}

const pgDump = find(
  `${process.env['PG_CLIENT_HOME'] ?? '/var/lib/ai-assistant-pg-client'}/bin/pg_dump`,
  '/usr/lib/postgresql/18/bin/pg_dump',
  '/usr/lib/postgresql/17/bin/pg_dump',
  '/opt/homebrew/opt/postgresql@17/bin/pg_dump',
)

/** The folder of pg_dump and psql, of version 17 or newer. */
export const pgClient: Need = {
  path: pgDump && dirname(pgDump),
  missing: 'no pg_dump and psql of version 17 found; on Debian 12, as root: test/harness/pg-client.sh',
}

/**
 * A describe block that needs a program. Without it the block is skipped, and its title says why; with
 * CI=true it fails instead, so that nothing is skipped there unseen.
 */
export function describeWith(need: Need, title: string, block: (path: string) => void): void {
  const { path } = need
  if (path !== undefined) describe(title, () => block(path))
  else if (process.env['CI'] === 'true') {
    test(title, () => {
      throw new Error(need.missing)
    })
  } else {
    describe.skip(title, () => {
      test(`skipped: ${need.missing}`, () => {})
    })
  }
}
