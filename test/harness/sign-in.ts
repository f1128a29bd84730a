import { newToken } from '../../src/bot/web/sign-in/api-token.ts'
import { hashPassword } from '../../src/bot/web/sign-in/password-hash.ts'
import type { Scope } from '../../src/bot/web/sign-in/scopes.ts'
import { type BotHome, startTestBot, type TestBot } from './bot.ts'
import { type RawAnswer, rawRequest } from './raw-request.ts'

/** Settings under which people sign in, instead of choosing who they are. */
export const realPeople = { EMBEDDED: 'false' }

export const password = 'four words are better'

/** A bot where people sign in. */
export function startClosedBot(home: BotHome, settings: Record<string, string> = {}): Promise<TestBot> {
  return startTestBot(home, { ...realPeople, ...settings })
}

/** Hashing takes its time: one hash does for everybody. */
let hash: Promise<string> | undefined

/** Gives somebody the password. */
export async function givePassword(home: BotHome, person: string): Promise<void> {
  hash ??= hashPassword(password)
  await home.query(
    'INSERT INTO local_passwords VALUES ($1, $2, now()) ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash',
    [person, await hash],
  )
}

/** Makes a token. @returns its text. */
export async function giveToken(
  home: BotHome,
  person: string,
  scopes: Scope[],
  expires = '1 day',
): Promise<string> {
  const { id, hash: kept, text } = newToken()
  await home.query(
    `INSERT INTO api_tokens (id, name, hash, person_id, scopes, created_at, expires_at)
     VALUES ($1, 'test', $2, $3, $4, now(), now() + $5::interval)`,
    [id, kept, person, scopes, expires],
  )
  return text
}

/** Where a request of the page's own comes from. */
export const ownPage = { 'sec-fetch-site': 'same-origin' }

/** Sends the form of the sign-in page. */
export function sendSignIn(
  { url }: Pick<TestBot, 'url'>,
  form: Record<string, string>,
  headers: Record<string, string> = ownPage,
): Promise<RawAnswer> {
  return rawRequest(
    `${url}/sign-in`,
    {
      host: new URL(url).host,
      accept: 'text/html',
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    { method: 'POST', body: new URLSearchParams(form).toString() },
  )
}

/** The cookies that an answer sets, as a browser sends them back. */
export function cookiesIn({ headers }: Pick<RawAnswer, 'headers'>): string {
  const set = headers['set-cookie'] ?? []
  return set.map((cookie) => cookie.split(';')[0]).join('; ')
}

/** Signs somebody in by password. @returns the cookie. */
export async function signIn(home: BotHome, bot: Pick<TestBot, 'url'>, person: string): Promise<string> {
  await givePassword(home, person)
  const answer = await sendSignIn(bot, { name: person, password })
  if (answer.status !== 303) throw new Error(`${answer.status} ${answer.body}`)
  return cookiesIn(answer)
}

/** Calls the bot with a cookie, as its page does. */
export function callWith(
  { url }: Pick<TestBot, 'url'>,
  cookie: string,
  path: string,
  {
    method = 'GET',
    body,
    headers = {},
  }: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<RawAnswer> {
  const sent: Record<string, string> = { host: new URL(url).host, cookie }
  if (method !== 'GET') Object.assign(sent, ownPage)
  if (body !== undefined) sent['content-type'] = 'application/json'
  return rawRequest(
    url + path,
    { ...sent, ...headers },
    { method, body: body === undefined ? '' : JSON.stringify(body) },
  )
}
