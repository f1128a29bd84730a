import type { IncomingMessage, ServerResponse } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { setTimeout as rest } from 'node:timers/promises'
import type { Fault, Faults } from '../faults.ts'
import { refuse, SlackRefusal } from '../refusal.ts'
import { maybeText } from './given.ts'
import type { Arguments, Method, MethodParts } from './method.ts'
import { methods } from './methods.ts'

/** A call as it came, and what was answered. */
export interface ApiCall {
  method: string
  arguments: Arguments
  at: Date
  /** Slack's name of the refusal; absent where it was ok. */
  error?: string
}

export interface ServeParts extends MethodParts {
  tokens: { bot: string; app: string }
  /** What the app's administrator granted. */
  scopes: ReadonlySet<string>
  faults: Faults
  calls: ApiCall[]
}

/** Answers a call of the Web API. */
export async function serveCall(
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  parts: ServeParts,
): Promise<void> {
  const { token, given } = readArguments(request, await textOf(request))
  const call: ApiCall = { method: name, arguments: given, at: parts.world.clock.now() }
  parts.calls.push(call)
  const fault = parts.faults.next(name)
  if (fault?.kind === 'slow') await rest(fault.ms)
  if (fault !== undefined && isBefore(fault)) return failBefore(fault, response)
  const answer = answerTo(name, token, given, parts, fault)
  if (typeof answer['error'] === 'string') call.error = answer['error']
  if (fault?.kind === 'cut after') return void response.destroy()
  if (fault?.kind === 'hang after') return
  sendJson(response, 200, answer, { 'x-oauth-scopes': [...parts.scopes].join(',') })
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(JSON.stringify(body))
}

type Before = Extract<Fault, { kind: 'rate limit' | 'status' | 'cut' }>

/** Whether a fault leaves everything undone. */
export const isBefore = (fault: Fault): fault is Before =>
  fault.kind === 'rate limit' || fault.kind === 'status' || fault.kind === 'cut'

/** Fails a call of which nothing was done. */
export function failBefore(fault: Before, response: ServerResponse): void {
  if (fault.kind === 'cut') return void response.destroy()
  if (fault.kind === 'status') return void response.writeHead(fault.status).end('upstream error')
  sendJson(response, 429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(fault.retryAfter) })
}

function answerTo(
  name: string,
  token: string,
  given: Arguments,
  parts: ServeParts,
  fault: Fault | undefined,
): Record<string, unknown> {
  try {
    if (fault?.kind === 'refusal') refuse(fault.code)
    const method = methods[name]
    if (method === undefined) refuse('unknown_method', { req_method: name })
    checkToken(method, token, parts)
    if (method.token === undefined) checkScopes(method, given, parts)
    return { ok: true, ...method.run(given, parts) }
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error
    return { ok: false, error: error.message, ...error.details }
  }
}

function checkToken(method: Method, token: string, { tokens }: ServeParts): void {
  if (token === '') refuse('not_authed')
  const isApp = token === tokens.app
  if (!isApp && token !== tokens.bot) refuse('invalid_auth')
  if (isApp !== (method.token === 'app')) refuse('not_allowed_token_type')
}

function checkScopes({ scopes }: Method, given: Arguments, { world, scopes: granted }: ServeParts): void {
  const channel = world.channels.get(maybeText(given, 'channel') ?? '')
  const needed = typeof scopes === 'function' ? scopes(channel?.kind ?? 'public') : scopes
  if (needed.length > 0 && !needed.some((scope) => granted.has(scope)))
    refuse('missing_scope', { needed: needed.join(','), provided: [...granted].join(',') })
}

/** Arguments that forms hold as JSON. */
const structured = new Set([
  'blocks',
  'attachments',
  'metadata',
  'view',
  'prompts',
  'chunks',
  'loading_messages',
])

function readArguments({ headers }: IncomingMessage, body: string): { token: string; given: Arguments } {
  const isJson = headers['content-type']?.startsWith('application/json') === true
  const all: Arguments = isJson
    ? (JSON.parse(body) as Arguments)
    : Object.fromEntries(
        [...new URLSearchParams(body)].map(([name, value]) => [name, formValue(name, value)]),
      )
  const { token, ...given } = all
  const bearer = headers['authorization']?.replace(/^Bearer /, '')
  return { token: bearer ?? String(token ?? ''), given }
}

function formValue(name: string, value: string): unknown {
  if (!structured.has(name)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
