import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { type Activity, TeamsInfo, type TurnContext } from 'botbuilder'
import { type FakeTeams, startFakeTeams } from '../../harness/teams.ts'
import { type PlainBot, startPlainBot } from '../../harness/teams-plain-bot.ts'
import type { TokenFault } from './bot-tokens.ts'

let teams: FakeTeams
let bot: PlainBot
let heard: Activity[]
let turn: (context: TurnContext) => Promise<void>

/** A bot that notes what it hears; it does nothing unless a test says what. */
beforeEach(async () => {
  // The SDK says on the console what it refuses.
  jest.spyOn(console, 'error').mockImplementation(() => undefined)
  teams = await startFakeTeams()
  heard = []
  turn = async () => undefined
  bot = await startPlainBot(teams, async (context) => {
    heard.push(context.activity)
    await turn(context)
  })
})

afterEach(async () => {
  await bot.stop()
  await teams.stop()
  jest.restoreAllMocks()
})

const echo = async (context: TurnContext) => {
  await context.sendActivity(`You said ${context.activity.text}`)
}

describe('what the SDK takes from Teams', () => {
  test('a message, with who said it and where', async () => {
    const maria = teams.person('maria')
    const said = await maria.says('@bot', 'Hello')
    expect(said).toMatchObject({ isAcknowledged: true, deliveries: [{ status: 200 }] })
    expect(heard).toMatchObject([
      {
        type: 'message',
        text: 'Hello',
        channelId: 'msteams',
        from: { id: maria.id, aadObjectId: maria.aadObjectId, name: 'Maria Sample' },
        recipient: { id: teams.world.app.botId },
        conversation: { conversationType: 'personal', tenantId: teams.world.tenant.id },
        channelData: { tenant: { id: teams.world.tenant.id } },
      },
    ])
  })

  test.each<TokenFault>([
    'none',
    'garbage',
    'foreign-key',
    'not-endorsed',
    'unsigned',
    'expired',
    'early',
    'other-audience',
    'other-issuer',
    'other-service-url',
    'no-service-url',
    'own-token',
  ])('nothing with a token that is wrong: %s', async (token) => {
    const { deliveries } = await teams.person('maria').says('@bot', 'Hello')
    const [delivery] = deliveries
    if (delivery === undefined) throw new Error('nothing was sent')
    heard = []
    const forged = await teams.forges(delivery, { token })
    expect(forged.isAcknowledged).toBe(false)
    expect([401, 500]).toContain(forged.status)
    expect(heard).toEqual([])
  })

  test('of another tenant and out of form what the sender makes of it', async () => {
    const { deliveries } = await teams.person('maria').says('@bot', 'Hello')
    const [delivery] = deliveries
    if (delivery === undefined) throw new Error('nothing was sent')
    await teams.forges(delivery, { tenantId: 'another' })
    expect(heard.at(-1)).toMatchObject({
      conversation: { tenantId: 'another' },
      channelData: { tenant: { id: 'another' } },
    })
    expect(await teams.forges(delivery, { body: '{"type":' })).toMatchObject({ status: 400 })
    expect(heard).toHaveLength(2)
  })

  test('in a channel only what names the bot, with its thread', async () => {
    const maria = teams.person('maria')
    expect((await maria.says('#general', 'Hello all')).deliveries).toEqual([])
    const said = await maria.says('#general', '@bot hello')
    const { team } = teams
    expect(heard).toMatchObject([
      {
        text: '<at>autoboss</at> hello',
        conversation: { id: `${team.id};messageid=${said.id}`, conversationType: 'channel', isGroup: true },
        entities: [
          { type: 'mention', text: '<at>autoboss</at>', mentioned: { id: teams.world.app.botId } },
          { type: 'clientInfo' },
        ],
        channelData: { team: { id: team.id }, channel: { id: team.id } },
      },
    ])
    await maria.repliesIn(said, 'And?')
    await maria.repliesIn(said, '@bot and?')
    expect(heard).toHaveLength(2)
    expect(heard[1]?.conversation.id).toBe(`${team.id};messageid=${said.id}`)
    teams.hearing.hears = 'all'
    await maria.repliesIn(said, 'And?')
    expect(heard).toHaveLength(3)
  })

  test('edits, deletions, files, comings and goings', async () => {
    const maria = teams.person('maria')
    const said = await maria.says('@bot', 'Helo')
    await maria.edits(said, 'Hello')
    await maria.deletes(said)
    await maria.sendsFile('@bot', { name: 'manual.pdf', content: Buffer.from('PDF') })
    await maria.sendsFile('several', { name: 'manual.pdf', content: Buffer.from('PDF'), text: '@bot see' })
    await maria.uninstalls()
    await maria.installs()
    expect(heard.slice(1)).toMatchObject([
      { type: 'messageUpdate', text: 'Hello', id: said.id, channelData: { eventType: 'editMessage' } },
      { type: 'messageDelete', id: said.id, channelData: { eventType: 'softDeleteMessage' } },
      { attachments: [{ contentType: 'application/vnd.microsoft.teams.file.download.info' }, {}] },
      { attachments: [{ contentType: 'reference', name: 'manual.pdf' }, { contentType: 'text/html' }] },
      { type: 'conversationUpdate', membersRemoved: [{ id: teams.world.app.botId }] },
      { type: 'installationUpdate', action: 'remove' },
      { type: 'conversationUpdate', membersAdded: [{ id: teams.world.app.botId }] },
      { type: 'installationUpdate', action: 'add' },
    ])
    const file = heard[3]?.attachments?.[0]?.content as { downloadUrl: string }
    expect(await (await fetch(file.downloadUrl)).text()).toBe('PDF')
  })
})

describe('what the SDK sends', () => {
  test('a reply, changed and taken away', async () => {
    const maria = teams.person('maria')
    turn = async (context) => {
      await context.sendActivity({ type: 'typing' })
      expect(maria.isTyping('@bot')).toBe(true)
      const { id = '' } = (await context.sendActivity('One')) ?? {}
      await context.updateActivity({ id, type: 'message', text: 'Two' })
      const gone = await context.sendActivity('Three')
      await context.deleteActivity(gone?.id ?? '')
    }
    const said = await maria.says('@bot', 'Hello')
    expect(said.isAcknowledged).toBe(true)
    expect(maria.reads(said)).toBe('Hello\n\nTwo\n\nThis message has been deleted.')
    expect(maria.seen(said)[1]).toMatchObject({ isEdited: true, isFromBot: true })
    expect(maria.isTyping(said)).toBe(false)
    expect(teams.calls.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
      'replyToActivity 202',
      'replyToActivity 201',
      'updateActivity 200',
      'replyToActivity 201',
      'deleteActivity 200',
    ])
  })

  test('to a thread of a channel goes there, and nobody elsewhere sees it', async () => {
    turn = echo
    const [maria, nikos] = [teams.person('maria'), teams.person('nikos')]
    const said = await maria.says('#ops', '@bot hello')
    expect(nikos.reads(said)).toBe('@autoboss hello\n\nYou said @autoboss hello')
    expect(nikos.reads('#ops')).toBe('@autoboss hello')
    expect(nikos.reads('#general')).toBe('')
  })

  test('by itself: to somebody, and to a channel', async () => {
    const { world } = teams
    const { botId, id } = world.app
    const [kim, url] = [teams.person('kim'), `${world.address}/connector/`]
    const tell = async (text: string, parameters: object) =>
      await bot.adapter.createConversationAsync(
        id,
        'msteams',
        url,
        'https://api.botframework.com',
        { isGroup: false, bot: { id: botId, name: 'autoboss' }, ...parameters } as never,
        async (context) => {
          await context.sendActivity(text)
        },
      )
    await tell('For you', { members: [{ id: kim.id }], tenantId: world.tenant.id })
    expect(kim.reads('@bot')).toBe('For you')
    await tell('Below', {
      isGroup: true,
      channelData: { channel: { id: teams.conversation('#ops').id } },
      activity: { type: 'message', text: 'For all' },
    })
    const [root] = kim.seen('#ops')
    if (root === undefined) throw new Error('no thread was begun')
    expect(kim.reads(root)).toBe('For all\n\nBelow')
    teams.addPerson('lee', { withoutApp: true })
    await expect(
      tell('No', { members: [{ id: teams.person('lee').id }], tenantId: world.tenant.id }),
    ).rejects.toMatchObject({ statusCode: 403, code: 'ForbiddenOperationException' })
  })

  test('asks for members, teams and channels', async () => {
    const seen: unknown[] = []
    turn = async (context) => {
      const { members } = await TeamsInfo.getPagedMembers(context, 2)
      seen.push(members.map(({ name }) => name))
      seen.push((await TeamsInfo.getMember(context, teams.person('anna').aadObjectId)).email)
      seen.push((await TeamsInfo.getTeamDetails(context)).name)
      seen.push((await TeamsInfo.getTeamChannels(context)).map(({ name }) => name))
    }
    const said = await teams.person('maria').says('#ops', '@bot who?')
    expect(said.isAcknowledged).toBe(true)
    expect(seen).toEqual([
      ['Maria Sample', 'Nikos Example'],
      'anna@autoboss.example',
      'autoboss',
      [undefined, 'ops', 'cases'],
    ])
  })

  test.each([
    ['the line is cut', { kind: 'cut', isDone: true }],
    ['there is an answer of another', { kind: 'status', status: 502, isDone: true }],
  ] as const)('is there twice where it was done and %s: the SDK tries again by itself', async (_, fault) => {
    turn = echo
    teams.faults.plan('post', fault)
    const maria = teams.person('maria')
    const said = await maria.says('@bot', 'Hello')
    expect(said.isAcknowledged).toBe(true)
    expect(maria.reads(said)).toBe('Hello\n\nYou said Hello\n\nYou said Hello')
  })

  test('in a chat of several goes to all of them, and to nobody else', async () => {
    turn = echo
    const said = await teams.person('maria').says('several', '@bot hello @nikos')
    expect(heard).toMatchObject([
      {
        conversation: { id: teams.conversation('several').id, conversationType: 'groupChat', isGroup: true },
        entities: [{ type: 'mention' }, { text: '<at>Nikos Example</at>' }, { type: 'clientInfo' }],
      },
    ])
    expect(teams.person('nikos').reads(said)).toContain('You said @autoboss hello @Nikos Example')
    expect(() => teams.person('kim').reads(said)).toThrow('kim is not in several')
  })

  test('is refused by name, and the SDK says it', async () => {
    let refused: unknown
    turn = async (context) => {
      refused = await context.sendActivity(`${'x'.repeat(110_000)}`).catch((error: unknown) => error)
    }
    await teams.person('maria').says('@bot', 'Hello')
    expect(refused).toMatchObject({ statusCode: 413, code: 'MessageSizeTooBig' })
    teams.faults.plan('post', { kind: 'status', status: 429 })
    turn = async (context) => {
      refused = await context.sendActivity('Hi').catch((error: unknown) => error)
    }
    await teams.person('maria').says('@bot', 'Hello')
    expect(refused).toMatchObject({ statusCode: 429, code: 'Throttled' })
  })
})
