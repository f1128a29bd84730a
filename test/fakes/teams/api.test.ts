import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type FakeTeams, startFakeTeams } from '../../harness/teams.ts'
import { personalConversation } from './conversations.ts'

let teams: FakeTeams
let chat: string
let ops: string

beforeEach(async () => {
  teams = await startFakeTeams()
  ops = teams.conversation('#ops').id
  const maria = teams.world.people.get(teams.person('maria').id)
  if (maria === undefined) throw new Error('maria is not there')
  chat = personalConversation(teams.world, maria).id
})

afterEach(() => teams.stop())

const login = (tenant = teams.world.tenant.id) => `${teams.world.address}/login/${tenant}`

/** Asks for a token. */
async function askToken(form: Record<string, string> = {}, headers = {}, tenant?: string) {
  const { id, password } = teams.world.app
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: password,
    scope: 'https://api.botframework.com/.default',
    ...form,
  })
  const response = await fetch(`${login(tenant)}/oauth2/v2.0/token`, { method: 'POST', body, headers })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}

/** Calls the Connector. */
async function call(method: string, path: string, body?: unknown, bearer?: string) {
  const token = bearer ?? (await askToken()).body['access_token']
  const response = await fetch(`${teams.world.address}/connector/v3/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  }
}

const post = (conversation: string, activity: object) =>
  call('POST', `conversations/${encodeURIComponent(conversation)}/activities`, {
    type: 'message',
    ...activity,
  })

const card = (body: object[], more: object = {}) => ({
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: { type: 'AdaptiveCard', version: '1.5', body, ...more },
    },
  ],
})

const refusal = (status: number, code: string) => ({ status, body: { error: { code } } })

describe('tokens', () => {
  test('are for who knows the secret, in the form or in the header', async () => {
    const { id, password } = teams.world.app
    expect(await askToken()).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3599 } })
    const basic = Buffer.from(`${id}:${encodeURIComponent(password)}`).toString('base64')
    const inHeader = { client_id: '', client_secret: '' }
    expect(await askToken(inHeader, { authorization: `Basic ${basic}` })).toMatchObject({ status: 200 })
    expect(await askToken({ client_secret: 'wrong' })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client', error_description: expect.stringContaining('AADSTS7000215') },
    })
    expect(await askToken({ client_id: 'other' })).toMatchObject({ body: { error: 'unauthorized_client' } })
    expect(await askToken({ scope: 'openid' })).toMatchObject({ body: { error: 'invalid_scope' } })
    expect(await askToken({}, {}, 'elsewhere')).toMatchObject({ body: { error: 'invalid_tenant' } })
  })

  test('end, and can be taken back', async () => {
    const { body } = await askToken()
    const members = () => call('GET', `conversations/${ops}/members`, undefined, body['access_token'])
    expect((await members()).status).toBe(200)
    teams.clock.wind(3_700_000)
    expect((await members()).status).toBe(401)
    const newer = await askToken()
    teams.clock.wind(-3_700_000)
    teams.tokens.revokeAll()
    expect(await call('GET', `teams/${teams.team.id}`, undefined, newer.body['access_token'])).toMatchObject({
      status: 401,
      body: { message: 'Authorization has been denied for this request.' },
    })
  })
})

describe('conversations', () => {
  const create = (parameters: object) => call('POST', 'conversations', parameters)

  test('with one person are found or made, where they have the app', async () => {
    const members = [{ id: teams.person('maria').id }]
    const tenantId = teams.world.tenant.id
    const made = await create({
      isGroup: false,
      members,
      tenantId,
      activity: { type: 'message', text: 'Hi' },
    })
    expect(made).toMatchObject({ status: 201, body: { id: chat } })
    expect(made.body).not.toHaveProperty('activityId')
    expect(teams.person('maria').reads('@bot')).toBe('Hi')
    expect(await create({ isGroup: false, members })).toMatchObject(refusal(400, 'BadArgument'))
    expect(await create({ isGroup: false, members: [{ id: '29:nobody' }], tenantId })).toMatchObject(
      refusal(400, 'BadSyntax'),
    )
    await teams.person('maria').uninstalls()
    expect(await create({ isGroup: false, members, tenantId })).toMatchObject(
      refusal(403, 'ForbiddenOperationException'),
    )
    expect(await post(chat, { text: 'Hi' })).toMatchObject(refusal(403, 'BotNotInConversationRoster'))
  })

  test('with several people cannot be made; a thread needs a first message', async () => {
    const members = ['maria', 'nikos'].map((name) => ({ id: teams.person(name).id }))
    const tenantId = teams.world.tenant.id
    const channelData = { channel: { id: ops } }
    expect(await create({ isGroup: true, members, tenantId })).toMatchObject(refusal(400, 'BadSyntax'))
    expect(await create({ isGroup: true, channelData, tenantId })).toMatchObject(refusal(400, 'BadSyntax'))
    const activity = { type: 'message', text: 'Hello' }
    const { body } = await create({ isGroup: true, channelData, activity, tenantId })
    expect(body).toEqual({ id: `${ops};messageid=${body.activityId}`, activityId: expect.any(String) })
  })

  test('in which the bot is not, or that are not there, are closed', async () => {
    expect(await post(teams.conversation('#random').id, { text: 'Hi' })).toMatchObject(
      refusal(403, 'BotNotInConversationRoster'),
    )
    expect(await post('19:nothing@thread.v2', { text: 'Hi' })).toMatchObject(
      refusal(404, 'ConversationNotFound'),
    )
    expect(await post(`${ops};messageid=1`, { text: 'Hi' })).toMatchObject(
      refusal(404, 'ActivityNotFoundInConversation'),
    )
  })

  test('nobody changes the message of another, or one that is gone', async () => {
    const said = await teams.person('maria').says('#ops', 'Hello')
    const path = (id: string) => `conversations/${ops}/activities/${id}`
    const activity = { type: 'message', text: 'New' }
    expect(await call('PUT', path(said.id), activity)).toMatchObject(refusal(403, 'NotEnoughPermissions'))
    const { body } = await post(ops, { text: 'Old' })
    expect((await call('DELETE', path(body.id))).status).toBe(200)
    expect(await call('PUT', path(body.id), activity)).toMatchObject(
      refusal(404, 'ActivityNotFoundInConversation'),
    )
    expect(teams.person('kim').reads('#ops')).toBe('Hello\n\nThis message has been deleted.')
  })

  test('may have text and a card, but is not changed into that', async () => {
    const card = { type: 'AdaptiveCard', version: '1.5', body: [] }
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }]
    const { body } = await post(ops, { text: 'Old', attachments })
    const change = (activity: object) =>
      call('PUT', `conversations/${ops}/activities/${body.id}`, { type: 'message', ...activity })
    expect(await change({ text: 'New', attachments })).toMatchObject(refusal(400, 'BadSyntax'))
    expect(teams.person('kim').reads('#ops')).toMatch(/^Old/)
    expect((await change({ attachments })).status).toBe(200)
    expect((await change({ text: 'New' })).status).toBe(200)
    expect(teams.person('kim').reads('#ops')).toBe('New')
  })

  test('may be answered without the id of the message', async () => {
    teams.answering.withIds = false
    expect(await post(ops, { text: 'Hi' })).toMatchObject({ status: 201, body: undefined })
    expect(teams.person('kim').reads('#ops')).toBe('Hi')
  })
})

describe('what is sent', () => {
  const text = { type: 'TextBlock', text: 'Hi' }

  test.each([
    ['nothing', { text: '' }],
    ['a card of a later version', card([text], { version: '1.6' })],
    ['an element that is not known', card([{ type: 'Badge', text: 'Hi' }])],
    ['a value that is not known', card([{ ...text, size: 'huge' }])],
    ['a field without an id', card([{ type: 'Input.Text', label: 'Why' }])],
    ['seven buttons', card([], { actions: Array(7).fill({ type: 'Action.Execute', title: 'Go' }) })],
    ['an attachment that is not known', { attachments: [{ contentType: 'application/x-any', content: {} }] }],
  ])('must be a message: not %s', async (_, activity) => {
    expect(await post(ops, activity)).toMatchObject(refusal(400, 'BadSyntax'))
    expect(teams.person('kim').reads('#ops')).toBe('')
  })

  test('is not too large', async () => {
    expect(await post(ops, { text: 'x'.repeat(103_000) })).toMatchObject(refusal(413, 'MessageSizeTooBig'))
  })

  const claim = (position: number, name = 'Start-up, page 12') => ({
    '@type': 'Claim',
    position,
    appearance: { '@type': 'DigitalDocument', name, abstract: 'Turn the switch.' },
  })
  const root = (citation: object[]) => ({
    type: 'https://schema.org/Message',
    '@type': 'Message',
    '@context': 'https://schema.org',
    additionalType: ['AIGeneratedContent'],
    citation,
  })

  test('may cite up to ten sources that stand in its text', async () => {
    const cited = await post(ops, { text: 'So. [1]', entities: [root([claim(1)])] })
    expect(cited.status).toBe(201)
    const [seen] = teams.person('kim').seen('#ops')
    expect(seen).toMatchObject({ text: 'So. [1]\n[1] Start-up, page 12', isLabelledAi: true })
    const positions = Array.from({ length: 11 }, (_, index) => index + 1)
    const eleven = positions.map((position) => claim(position))
    const words = positions.map((position) => `[${position}]`).join(' ')
    const bad = refusal(400, 'BadArgument')
    expect(await post(ops, { text: words, entities: [root(eleven)] })).toMatchObject(bad)
    expect(await post(ops, { text: 'So.', entities: [root([claim(1)])] })).toMatchObject(bad)
    expect(await post(ops, { text: '[1]', entities: [root([]), root([])] })).toMatchObject(bad)
    expect(await post(ops, { text: '[1]', entities: [root([claim(1, 'x'.repeat(81))])] })).toMatchObject(bad)
  })
})

describe('streams', () => {
  const info = (streamType: string, more: object) => [{ type: 'streaminfo', streamType, ...more }]
  const part = (text: string, streamSequence: number, streamId?: string, kind = 'streaming') =>
    post(chat, {
      type: 'typing',
      text,
      entities: info(kind, { streamSequence, ...(streamId !== undefined && { streamId }) }),
    })
  const final = (text: string, streamId: string) =>
    post(chat, { type: 'message', text, entities: info('final', { streamId }) })
  const notAllowed = refusal(403, 'ContentStreamNotAllowed')

  beforeEach(() => {
    teams.streaming.restMs = 0
  })

  async function begin(): Promise<string> {
    const { status, body } = await part('Searching', 1, undefined, 'informative')
    expect(status).toBe(201)
    return body.id
  }

  test('tell what is done, grow, and become a message', async () => {
    const maria = teams.person('maria')
    const id = await begin()
    expect(maria.status('@bot')).toBe('Searching')
    expect(maria.reads('@bot')).toBe('')
    expect(await part('Turn the', 2, id)).toMatchObject({ status: 202, body: {} })
    expect(maria.status('@bot')).toBe('')
    expect(maria.reads('@bot')).toBe('Turn the')
    await part('Turn the switch', 3, id)
    expect(await final('Turn the switch.', id)).toMatchObject({ status: 202, body: {} })
    expect(maria.reads('@bot')).toBe('Turn the switch.')
    expect(await part('Turn the switch. More', 4, id)).toMatchObject(notAllowed)
    expect(
      await call('PUT', `conversations/${chat}/activities/${id}`, { type: 'message', text: 'New' }),
    ).toMatchObject({ status: 200 })
  })

  test('only grow: what was there before stays', async () => {
    const id = await begin()
    await part('A brown fox', 2, id)
    expect(await part('Hello', 3, id)).toMatchObject(notAllowed)
    expect(await final('Hello', id)).toMatchObject(notAllowed)
  })

  test('begin with 1, and drop what was overtaken', async () => {
    expect(await part('Hi', 2)).toMatchObject(refusal(400, 'BadRequest'))
    const id = await begin()
    await part('Two three', 3, id)
    expect(await part('Two', 2, id)).toMatchObject({
      status: 202,
      body: { error: { code: 'ContentStreamSequenceOrderPreConditionFailed' } },
    })
    expect(teams.person('maria').reads('@bot')).toBe('Two three')
  })

  test('come at their pace', async () => {
    teams.streaming.restMs = 1_000
    const id = await begin()
    expect(await part('Hi', 2, id)).toMatchObject(refusal(429, 'Throttled'))
    teams.clock.wind(1_000)
    expect((await part('Hi', 2, id)).status).toBe(202)
  })

  test('end after two minutes, or when somebody stops them', async () => {
    const first = await begin()
    expect(await part('Another', 1)).toMatchObject(notAllowed)
    teams.clock.wind(121_000)
    expect(await part('Hi', 2, first)).toMatchObject(notAllowed)
    const second = await begin()
    await part('Hi', 2, second)
    const [seen] = teams.person('maria').seen('@bot')
    if (seen === undefined) throw new Error('nothing is streamed')
    teams.person('maria').stopsStream(seen)
    expect(await part('Hi you', 3, second)).toMatchObject({
      body: { error: { message: 'Content stream was canceled by user.' } },
    })
  })

  test('are for one person only', async () => {
    const entities = info('streaming', { streamSequence: 1 })
    expect(await post(ops, { type: 'typing', text: 'Hi', entities })).toMatchObject(notAllowed)
    teams.streaming.isAllowed = false
    expect(await part('Hi', 1)).toMatchObject(notAllowed)
  })
})

describe('faults', () => {
  test.each([412, 429, 500, 502, 504])('of status %i: nothing is done', async (status) => {
    teams.faults.plan('sendToConversation', { kind: 'status', status })
    expect((await post(ops, { text: 'Hi' })).status).toBe(status)
    expect(teams.person('kim').reads('#ops')).toBe('')
    expect((await post(ops, { text: 'Hi' })).status).toBe(201)
  })

  test('may come when all is done', async () => {
    teams.faults.plan('post', { kind: 'status', status: 502, isDone: true })
    teams.faults.plan('post', { kind: 'cut', isDone: true })
    expect((await post(ops, { text: 'One' })).status).toBe(502)
    await expect(post(ops, { text: 'Two' })).rejects.toThrow('fetch failed')
    expect(teams.person('kim').reads('#ops')).toBe('One\n\nTwo')
  })

  test('say how long to wait, or not', async () => {
    teams.faults.plan('*', { kind: 'status', status: 429, retryAfter: 7 })
    expect((await post(ops, { text: 'Hi' })).headers.get('retry-after')).toBe('7')
    teams.faults.plan('*', { kind: 'status', status: 429 })
    expect((await post(ops, { text: 'Hi' })).headers.get('retry-after')).toBeNull()
  })

  test('are planned by operation, for so many calls, after so many', async () => {
    teams.faults.plan('getTeam', { kind: 'status', status: 500 }, { times: 2, after: 1 })
    const team = async () => (await call('GET', `teams/${teams.team.id}`)).status
    expect([await team(), await team(), await team(), await team()]).toEqual([200, 500, 500, 200])
    teams.faults.plan('token', { kind: 'status', status: 503 })
    expect((await askToken()).status).toBe(503)
    teams.faults.plan('metadata', { kind: 'cut' })
    teams.faults.heal()
    const metadata = `${teams.world.address}/botframework/v1/.well-known/openidconfiguration`
    expect((await fetch(metadata)).status).toBe(200)
  })
})
