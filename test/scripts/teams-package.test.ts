import { expect, test } from '@jest/globals'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { strFromU8, unzipSync } from 'fflate'
import { teamsPackage } from '../../scripts/teams-package/package.ts'
import { commands } from '../../src/bot/commands.ts'
import { readConfig } from '../../src/config.ts'

const MicrosoftAppId = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'
const settings = { MicrosoftAppId, PUBLIC_URL: 'https://assistant.example.com/ai' }

interface Manifest {
  manifestVersion: string
  $schema: string
  version: string
  id: string
  name: { short: string; full: string }
  description: { short: string; full: string }
  developer: Record<string, string>
  accentColor: string
  icons: Record<string, string>
  validDomains: string[]
  bots: {
    botId: string
    scopes: string[]
    supportsFiles: boolean
    commandLists: { scopes: string[]; commands: { title: string; description: string }[] }[]
  }[]
  authorization: { permissions: { resourceSpecific: { name: string; type: string }[] } }
  webApplicationInfo: { id: string; resource: string }
}

async function files(given: Record<string, string> = settings, version = '1.0.0') {
  return unzipSync(await teamsPackage(readConfig(given), version))
}

const manifest = async (): Promise<Manifest> =>
  JSON.parse(strFromU8((await files())['manifest.json'] ?? new Uint8Array()))

/** The pixels of an icon, as red, green, blue and opacity. */
async function pixels(name: string, size: number): Promise<Uint8ClampedArray> {
  const image = await loadImage(Buffer.from((await files())[name] ?? []))
  expect([image.width, image.height]).toEqual([size, size])
  const context = createCanvas(size, size).getContext('2d')
  context.drawImage(image, 0, 0)
  return context.getImageData(0, 0, size, size).data
}

test('it holds its manifest and its icons, and nothing else; the same settings give the same package', async () => {
  expect(Object.keys(await files()).toSorted()).toEqual(['color.png', 'manifest.json', 'outline.png'])
  const [one, two] = await Promise.all([
    teamsPackage(readConfig(settings), '1.0.0'),
    teamsPackage(readConfig(settings), '1.0.0'),
  ])
  expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true)
})

test('it is the app of the settings, for chats, teams and groups', async () => {
  const written = await manifest()
  expect(written.$schema).toContain(`/v${written.manifestVersion}/`)
  expect(written).toMatchObject({
    id: MicrosoftAppId,
    bots: [{ botId: MicrosoftAppId, scopes: ['personal', 'team', 'groupChat'], supportsFiles: true }],
    validDomains: ['assistant.example.com'],
    developer: { websiteUrl: settings.PUBLIC_URL, privacyUrl: settings.PUBLIC_URL },
    webApplicationInfo: { id: MicrosoftAppId, resource: expect.stringMatching(/./) },
    icons: { color: 'color.png', outline: 'outline.png' },
  })
  expect(written.authorization.permissions.resourceSpecific).toEqual([
    { name: 'ChannelMessage.Read.Group', type: 'Application' },
    { name: 'ChatMessage.Read.Chat', type: 'Application' },
  ])
})

/** The limits of schema 1.30, and where an older one has a lower limit for the same thing, that one. */
test('every text keeps to the limits of Teams', async () => {
  const { name, description, developer, accentColor, version, bots } = await manifest()
  expect(name.short.length).toBeLessThanOrEqual(30)
  expect(name.full.length).toBeLessThanOrEqual(100)
  expect(description.short.length).toBeLessThanOrEqual(80)
  expect(description.full.length).toBeLessThanOrEqual(4_000)
  expect(developer['name']?.length).toBeLessThanOrEqual(32)
  expect(Object.keys(developer).toSorted()).toEqual(['name', 'privacyUrl', 'termsOfUseUrl', 'websiteUrl'])
  expect(accentColor).toMatch(/^#[0-9a-f]{6}$/)
  expect(version).toBe('1.0.0')
  const lists = bots[0]?.commandLists ?? []
  expect(lists.length).toBeLessThanOrEqual(3)
  for (const { commands: listed } of lists) {
    expect(listed.length).toBeLessThanOrEqual(10)
    for (const { title, description: text } of listed) {
      expect(title.length).toBeLessThanOrEqual(32)
      expect(text.length).toBeLessThanOrEqual(128)
    }
  }
})

test('its commands are those of the table that staff may use, in each place', async () => {
  const byHand = ['ask', 'escalate', 'cases', 'status', 'contacts', 'window', 'help']
  const wanted = byHand.map((name) => ({
    title: name,
    description: commands.find((command) => command.name === name)?.summary,
  }))
  expect((await manifest()).bots[0]?.commandLists).toEqual(
    ['personal', 'team', 'groupChat'].map((scope) => ({ scopes: [scope], commands: wanted })),
  )
})

test('the icons are of the sizes that Teams wants: one in full colour, one white on nothing', async () => {
  const color = await pixels('color.png', 192)
  const outline = await pixels('outline.png', 32)
  const opaque = (data: Uint8ClampedArray) => data.filter((_, index) => index % 4 === 3)
  expect(opaque(color).every((value) => value === 255)).toBe(true)
  expect([...color.slice(0, 3)]).toEqual([0x0b, 0x64, 0x71])
  expect(opaque(outline).some((value) => value === 255)).toBe(true)
  expect(opaque(outline).some((value) => value === 0)).toBe(true)
  const inked = [...outline.keys()].filter((index) => index % 4 === 0 && outline[index + 3] === 255)
  expect(inked.every((index) => outline[index] === 255 && outline[index + 2] === 255)).toBe(true)
})

test.each([
  ['MicrosoftAppId', { PUBLIC_URL: settings.PUBLIC_URL }, 'MicrosoftAppId is not set'],
  ['PUBLIC_URL', { MicrosoftAppId }, 'PUBLIC_URL is not set'],
  ['an https address', { MicrosoftAppId, PUBLIC_URL: 'http://a.example' }, 'PUBLIC_URL is no https address'],
])('without %s nothing is made, and it says what is missing', async (_, given, says) => {
  await expect(files(given)).rejects.toThrow(says)
})

test('a version that is none is told', async () => {
  await expect(files(settings, 'new')).rejects.toThrow('new is no version')
})
