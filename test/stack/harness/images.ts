import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { shell } from './shell.ts'

const root = join(import.meta.dirname, '../../..')
const images = { app: 'ai-assistant', agent: 'ai-assistant-agent' } as const

/** A machine behind a proxy that signs with a certificate of its own has it here. */
const certificates = process.env['NODE_EXTRA_CA_CERTS'] ?? ''

/** Builds both images; what has not changed is taken from before. */
export async function buildImages(tag: string): Promise<void> {
  const secret = existsSync(certificates) ? ['--secret', `id=ca,src=${certificates}`] : []
  for (const [target, image] of Object.entries(images)) {
    const args = ['build', '-q', '--network', 'host', ...secret, '--target', target, '-t', `${image}:${tag}`]
    await shell('docker', [...args, '.'], { cwd: root, timeout: 900_000, env: { DOCKER_BUILDKIT: '1' } })
  }
}

export async function removeImages(tag: string): Promise<void> {
  await shell('docker', ['image', 'rm', '-f', ...Object.values(images).map((image) => `${image}:${tag}`)])
}
