import type {
  CaseList,
  CasePressResult,
  CaseRecord,
  ConversationView,
  DocumentView,
  Me,
  PressCase,
  PressResult,
  PressRun,
  Refusal,
  RunList,
  RunRecord,
  SayToCase,
  SendClick,
  SendMessage,
  SignOut,
  SwitchPerson,
  WaitingRun,
} from '../../api.ts'
import { failure } from './failure.ts'
import { tellSignedOut } from './signed-out.ts'

const noAnswer = "The server can't be reached."

/** What a refused or unreadable answer says, as one sentence or two. */
export function refusalSentence(status: number, body: string): string {
  try {
    const { error } = JSON.parse(body) as Refusal
    return [error.message, error.action].filter(Boolean).join(' ')
  } catch {
    return `The server answered ${status}. Try again in a moment.`
  }
}

async function request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw failure(0, noAnswer)
  })
  const text = await response.text().catch(() => {
    throw failure(0, noAnswer)
  })
  tellSignedOut(response.status)
  if (!response.ok) throw failure(response.status, refusalSentence(response.status, text))
  return (text === '' ? undefined : JSON.parse(text)) as Answer
}

const runPath = (number: number) => `/api/runs/${number}`
const casePath = (number: number) => `/api/cases/${number}`
const conversationPath = (id: string) => `/api/conversations/${encodeURIComponent(id)}`

/** The page's own requests; each throws a Failure whose message can be shown. */
export const client = {
  me: () => request<Me>('GET', '/api/me'),
  become: (person: string) => request<unknown>('PUT', '/api/me', { person } satisfies SwitchPerson),
  signOut: (everywhere: boolean) =>
    request<unknown>('POST', '/api/sign-out', { everywhere } satisfies SignOut),
  conversations: () => request<{ conversations: ConversationView[] }>('GET', '/api/conversations'),
  send: (conversation: string, message: SendMessage) =>
    request<ConversationView>('POST', `${conversationPath(conversation)}/messages`, message),
  click: (conversation: string, click: SendClick) =>
    request<unknown>('POST', `${conversationPath(conversation)}/clicks`, click),
  runs: () => request<RunList>('GET', '/api/runs'),
  waitingRuns: () => request<{ runs: WaitingRun[] }>('GET', '/api/runs/waiting'),
  run: (number: number) => request<RunRecord>('GET', runPath(number)),
  pressRun: (number: number, press: PressRun) =>
    request<PressResult>('POST', `${runPath(number)}/presses`, press),
  cases: () => request<CaseList>('GET', '/api/cases'),
  case: (number: number) => request<CaseRecord>('GET', casePath(number)),
  pressCase: (number: number, press: PressCase) =>
    request<CasePressResult>('POST', `${casePath(number)}/presses`, press),
  sayToCase: (number: number, words: SayToCase) =>
    request<CaseRecord>('POST', `${casePath(number)}/messages`, words),
  document: (id: string) => request<DocumentView>('GET', `/api/documents/${encodeURIComponent(id)}`),
}

/** Where words about a case go that have files with them. */
export function caseFormPath(number: number): string {
  return `${casePath(number)}/files`
}

/** Where a conversation's events stream, from a version on. */
export function eventsPath(conversation: string, after: number): string {
  return `${conversationPath(conversation)}/events?after=${after}`
}

/** Where the changes of all runs stream. */
export const runEventsPath = '/api/runs/events'

/** Where the changes of the cases stream that this person sees. */
export const caseEventsPath = '/api/cases/events'

/** Where all of a run is to be had as a file. */
export function recordPath(number: number): string {
  return `${runPath(number)}/record.json`
}

/** Where a manual's PDF lies. */
export function filePath(documentId: string): string {
  return `/api/documents/${encodeURIComponent(documentId)}/file`
}
