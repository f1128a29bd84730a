import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Finding, failed, ok, warning } from '../../../finding.ts'
import { ifKnown } from './known.ts'
import type { CheckParts } from './parts.ts'

const manifest = join(import.meta.dirname, '../../../../manifest.yml')

const manifestSchema = z.object({
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
})

/** Whether the bot was granted what the manifest asks for. */
export function scopesFinding(parts: CheckParts): Promise<Finding> {
  return ifKnown(parts, async ({ scopes }) => {
    const wanted = manifestSchema.parse(parse(await readFile(manifest, 'utf8'))).oauth_config.scopes.bot
    return scopes === null ? unknown() : compared(scopes, wanted)
  })
}

function compared(granted: string[], wanted: string[]): Finding {
  const missing = wanted.filter((scope) => !granted.includes(scope))
  const extra = granted.filter((scope) => !wanted.includes(scope))
  if (missing.length > 0) {
    return failed(
      `these are not granted: ${missing.join(', ')}.`,
      'Take manifest.yml into the app settings, under App Manifest, then install the app again.',
    )
  }
  if (extra.length > 0) {
    return warning(
      `these are granted and nothing needs them: ${extra.join(', ')}.`,
      'Take manifest.yml into the app settings, then install the app again, to give no more than is needed.',
    )
  }
  return ok(`all ${wanted.length} of manifest.yml are granted.`)
}

function unknown(): Finding {
  return warning(
    'Slack did not say which are granted.',
    'Where a proxy stands between, let it pass the header x-oauth-scopes on.',
  )
}
