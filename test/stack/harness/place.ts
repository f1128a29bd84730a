import { randomBytes } from 'node:crypto'
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testPort } from '../../harness/ports.ts'
import { shell } from './shell.ts'

/** Where a stack of the tests lives: a folder as the deployment guide makes it, and how it is reached. */
export interface Place {
  folder: string
  /** The Compose project, and the tag of its images. */
  name: string
  publicUrl: string
  /** The assistant, for this machine alone. */
  assistantUrl: string
}

const root = join(import.meta.dirname, '../../..')

/** What a machine needs of the repository where the images are there. */
const needed = [
  'docker-compose.prod.yml',
  'caddy',
  'config',
  'ai_assistant',
  'logs/ai_assistant/monitor.sh',
  '.env.production.example',
  '.env.bot.example',
]

/** What the disk of the folder holds: little enough to be filled in a moment, and room for backups. */
const diskSize = '256m'

/** Makes the folder and its settings as the guide says, with ports, a disk and a name that nobody else has. */
export async function makePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'stack-'))
  await shell('mount', ['-t', 'tmpfs', '-o', `size=${diskSize}`, 'tmpfs', folder])
  for (const path of needed) await cp(join(root, path), join(folder, path), { recursive: true })
  await shell(join(folder, 'ai_assistant/scripts/init_production.sh'), ['localhost'])
  const name = `stack-${randomBytes(4).toString('hex')}`
  const [https, http, assistant] = [await testPort(), await testPort(), await testPort()]
  const publicUrl = `https://localhost:${https}`
  await replaceLine(join(folder, '.env'), 'PUBLIC_URL', publicUrl)
  await appendFile(
    join(folder, '.env'),
    [
      `COMPOSE_PROJECT_NAME=${name}`,
      `TAG=${name}`,
      `HTTPS_PORT=127.0.0.1:${https}`,
      `HTTP_PORT=127.0.0.1:${http}`,
      `ASSISTANT_ADDRESS=127.0.0.1:${assistant}`,
      '',
    ].join('\n'),
  )
  return { folder, name, publicUrl, assistantUrl: `http://127.0.0.1:${assistant}` }
}

/** Takes folder and disk away. */
export async function removePlace({ folder }: Place): Promise<void> {
  await shell('umount', [folder])
  await rm(folder, { recursive: true })
}

async function replaceLine(file: string, name: string, value: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=${value}`))
}
