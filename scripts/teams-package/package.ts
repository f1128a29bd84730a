import { strToU8, zipSync } from 'fflate'
import type { Config } from '../../src/config.ts'
import { colorIcon, outlineIcon } from './icons.ts'
import { teamsManifest } from './manifest.ts'

/** The time of every file in it: the same settings give the same package. */
const made = new Date(2026, 0, 1)

/** The app package for Teams: a zip of its manifest and icons. @throws UserError where a setting is missing. */
export async function teamsPackage(config: Config, version: string): Promise<Uint8Array> {
  const manifest = teamsManifest(config, version)
  const [color, outline] = await Promise.all([colorIcon(), outlineIcon()])
  return zipSync(
    {
      'manifest.json': strToU8(`${JSON.stringify(manifest, null, 2)}\n`),
      'color.png': color,
      'outline.png': outline,
    },
    { mtime: made },
  )
}
