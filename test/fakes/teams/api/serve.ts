import type { IncomingMessage, ServerResponse } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { type Answer, answerWith } from '../answer.ts'
import type { ConnectorOperation, Faults } from '../faults.ts'
import { limits } from '../kit/limits.ts'
import type { BotTokens } from '../login/bot-token.ts'
import { refuse, TeamsRefusal } from '../refusal.ts'
import { deleteActivity, replyToActivity, sendToConversation, updateActivity } from './activities.ts'
import { createConversation } from './create.ts'
import { getMember, getMembers, getPagedMembers } from './members.ts'
import type { Call, OperationParts, Run } from './operation.ts'
import { getChannels, getTeam } from './teams.ts'

/** A call as it came, and what was answered. */
export interface ConnectorCall extends Call {
  at: Date
  /** Of the answer that was made, even where a fault kept it back; 0 where nothing was done. */
  status: number
  /** Teams' name of the refusal; absent where there was none. */
  error?: string
}

export interface ServeParts extends OperationParts {
  tokens: BotTokens
  faults: Faults
  calls: ConnectorCall[]
}

const operations: Record<ConnectorOperation, Run> = {
  createConversation,
  sendToConversation,
  replyToActivity,
  updateActivity,
  deleteActivity,
  getMembers,
  getPagedMembers,
  getMember,
  getTeam,
  getChannels,
}

/** Answers a call of the Connector. */
export async function serveConnector(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ServeParts,
): Promise<void> {
  const written = await textOf(request)
  const call = readCall(request)
  if (call === undefined) return void response.writeHead(404).end()
  const noted: ConnectorCall = { ...call, body: parsed(written), at: parts.world.clock.now(), status: 0 }
  parts.calls.push(noted)
  await answerWith(response, parts.faults.next(call.operation), async () => {
    const answer = await answerTo(noted, written, request, parts)
    noted.status = answer.status
    return answer
  })
}

async function answerTo(
  call: ConnectorCall,
  written: string,
  { headers }: IncomingMessage,
  parts: ServeParts,
): Promise<Answer> {
  if (!(await parts.tokens.isValid(headers.authorization)))
    return { status: 401, body: { message: 'Authorization has been denied for this request.' } }
  try {
    if (Buffer.byteLength(written) > limits.body) refuse(413, 'MessageSizeTooBig', 'Message size too large.')
    if (written !== '' && call.body === undefined) refuse(400, 'BadSyntax', 'The body is no JSON.')
    return operations[call.operation](call, parts)
  } catch (error) {
    if (!(error instanceof TeamsRefusal)) throw error
    call.error = error.code
    return { status: error.status, body: { error: { code: error.code, message: error.message } } }
  }
}

/** `POST /connector/v3/conversations/:id/activities` */
function readCall({ method = '', url = '' }: IncomingMessage): Call | undefined {
  const { pathname, searchParams: query } = new URL(url, 'http://teams')
  const [, , version, place, id = '', what, part = ''] = pathname.split('/').map(decodeURIComponent)
  if (version !== 'v3') return undefined
  const operation = operationOf(method, place, id, what, part)
  return operation && { operation, id, part, query, body: undefined }
}

function operationOf(
  method: string,
  place: string | undefined,
  id: string,
  what: string | undefined,
  part: string,
): ConnectorOperation | undefined {
  const shape = [method, place, id && ':id', what, part && ':part'].filter(Boolean).join(' ')
  return shapes[shape]
}

const shapes: Record<string, ConnectorOperation> = {
  'POST conversations': 'createConversation',
  'POST conversations :id activities': 'sendToConversation',
  'POST conversations :id activities :part': 'replyToActivity',
  'PUT conversations :id activities :part': 'updateActivity',
  'DELETE conversations :id activities :part': 'deleteActivity',
  'GET conversations :id members': 'getMembers',
  'GET conversations :id pagedmembers': 'getPagedMembers',
  'GET conversations :id members :part': 'getMember',
  'GET teams :id': 'getTeam',
  'GET teams :id conversations': 'getChannels',
}

function parsed(written: string): unknown {
  if (written === '') return undefined
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}
