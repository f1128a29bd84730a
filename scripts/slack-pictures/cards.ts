import type { LogLine } from '../../src/agent-api.ts'
import type { Card } from '../../src/bot/card.ts'
import { answerCard, streamingCard, waitingCard } from '../../src/bot/cards/answer.ts'
import { caseCard, caseRoomCard } from '../../src/bot/cards/case.ts'
import { withRating } from '../../src/bot/cards/change.ts'
import { helpCard } from '../../src/bot/cards/help.ts'
import { homeCard } from '../../src/bot/cards/home.ts'
import { logsCard } from '../../src/bot/cards/logs.ts'
import { problemCard } from '../../src/bot/cards/problem.ts'
import { runCard } from '../../src/bot/cards/run.ts'
import { statusCard } from '../../src/bot/cards/status.ts'
import { verifiedCard } from '../../src/bot/cards/verified.ts'
import type { CaseView } from '../../src/bot/cases/view.ts'
import type { VerifiedAnswer } from '../../src/bot/verified/answer.ts'
import type { Case } from '../../src/oncall/case.ts'
import { type Person, peopleOf } from '../../src/people.ts'
import { answers } from './answers.ts'
import { reports } from './reports.ts'
import { runs, view } from './runs.ts'
import { schedules, standing } from './schedules.ts'

const asked = { key: 'slack:C1:1700.000100', machineModel: 'V4.0' }

const person = (id: string, name: string): Person => ({
  id,
  name,
  roles: ['senior'],
  identities: {},
  language: 'en',
  email: `${id}@autoboss.example`,
})
const primary = person('nikos', 'Nikos Example')
const secondary = person('anna', 'Anna Placeholder')

const people = peopleOf({ people: [primary, secondary] })
const now = new Date('2026-11-29T12:00:00Z')

const opened: Case = {
  number: 31,
  sourceKey: 'slack:C1:1700.000100:reply',
  version: 1,
  question: 'E-104 after start-up although the filter bag is new: what else can it be?',
  status: 'open',
  openedBy: 'maria',
  sessionId: 'slack:C1:1700.000100',
  createdAt: new Date('2026-11-25T12:00:00Z'),
  machineModel: 'V4.0',
  category: null,
  severity: 'warning',
  level: 1,
  ladder: 0,
  place: { platform: 'slack', thread: 'C1:1700.000100' },
  room: { platform: 'slack', thread: 'C2:1700.000200' },
  evidence: { requestId: 'request-1', answer: 'I can’t find this in the manuals.' },
  takenBy: null,
  takenAt: null,
  snoozedUntil: null,
  heldUntil: null,
  resolvedBy: null,
  resolvedAt: null,
  cause: null,
  summary: null,
  dueAt: new Date('2026-11-25T13:00:00Z'),
}

const caseView: CaseView = {
  nameOf: (id) => ({ maria: 'Maria Sample', nikos: 'Nikos Example' })[id] ?? id,
  levelName: 'On-call engineer',
  address: 'https://autoboss.slack.com/archives/C1/p1700000100',
  added: [],
  pages: [
    {
      key: 'page:31:0:0:nikos:direct',
      personId: 'nikos',
      way: 'direct',
      status: 'sent',
      dueAt: new Date('2026-11-25T12:00:00Z'),
      sentAt: new Date('2026-11-25T12:00:02Z'),
      mayBeRepeat: false,
      fault: null,
    },
  ],
  isUnreached: false,
  waitsUntil: null,
  timeZone: 'Europe/Athens',
  now,
  onCall: { primary, secondary },
  hasRoom: true,
}

const proposed: VerifiedAnswer = {
  id: 7,
  version: 1,
  caseNumber: 31,
  question: 'How tight must the blade bolts be?',
  answer: '62 Nm in two passes, with new bolts. [1]',
  machineModel: 'V4.0',
  language: 'en',
  documents: [{ document_id: '4f0d7c2a-6a0e-4a53-9d1b-0c6a3c1d9e55', sha256: 'a'.repeat(64) }],
  citations: answers.verified.citations,
  status: 'proposed',
  place: { platform: 'slack', thread: 'C1' },
  writtenBy: 'anna',
  createdAt: now,
  reviewedBy: null,
  reviewedAt: null,
  expiresAt: null,
  retiredBy: null,
  retiredAt: null,
}

const commands = [
  { group: 'Ask', usage: '/ai ask question', summary: 'Look something up in the manuals' },
  { group: 'Ask', usage: '/ai escalate question', summary: 'Hand a question to the on-call engineer' },
  { group: 'Ask', usage: '/ai status', summary: 'How the service is, and what to do' },
  {
    group: 'Run (plan first)',
    usage: '/ai restart [service]',
    summary: 'Restart a service, and prove that it works',
  },
  { group: 'See', usage: '/ai logs [service]', summary: 'The newest lines of a log' },
]

const logLine = (second: number, level: LogLine['level'], text: string): LogLine => ({
  at: `2026-11-25T12:06:${second}Z`,
  level,
  text,
})

const answer = answerCard(answers.found, asked)

/** A card of each kind. */
export const cards = {
  waiting: waitingCard('V4.0'),
  streaming: streamingCard('Tighten the blade bolts to 62 Nm [1]', answers.found.citations, 'Writing…'),
  answer,
  'private answer': answerCard(answers.found, { ...asked, isShareable: true }),
  'rated answer': withRating(answer, { messageId: answers.found.message_id, rating: 'up' }),
  'long answer': answerCard(answers.long, asked),
  'answer that stopped early': answerCard(answers.quoted, asked),
  'verified answer': answerCard(answers.verified, asked),
  'proposed answer': verifiedCard(proposed, {
    viewer: null,
    people,
    timeZone: 'Europe/Athens',
    days: 180,
    now,
  }),
  refusal: answerCard(answers.notFound, asked),
  plan: runCard(runs.plan, view),
  approval: runCard(runs.approval, view),
  running: runCard(runs.running, view),
  done: runCard(runs.done, view),
  failed: runCard(runs.failed, view),
  unknown: runCard(runs.unknown, view),
  ...reports,
  schedules,
  ...standing,
  logs: logsCard(
    {
      service: 'ai_assistant',
      lines: [
        logLine(12, 'info', 'question answered in 1.9 s'),
        logLine(20, 'warning', 'pool: 10 of 10 connections are taken'),
        logLine(41, 'error', 'chat: no answer in 30 s <!channel> *bold*'),
      ],
      truncated: true,
    },
    { since: null, errorsOnly: false },
    'Europe/Athens',
  ),
  help: helpCard(commands),
  status: statusCard({
    maintenance: [],
    health: {
      status: 'degraded',
      dependencies: {
        database: { state: 'ok' },
        openai: { state: 'down', detail: 'no answer for 3 minutes' },
        redis: { state: 'off' },
      },
    },
    cases: { count: 1, oldest: [opened] },
    settingsProblems: [],
    services: [
      {
        service: 'ai_assistant',
        state: 'failing',
        replicas: [{ id: '4711', started_at: '2026-11-25T12:06:12Z' }],
        revivals: 3,
        allows: ['restart', 'stop'],
      },
    ],
    timeZone: 'Europe/Athens',
  }),
  case: caseCard(opened, caseView),
  'case for those on call': caseRoomCard(opened, caseView),
  problem: problemCard({
    message: 'Restart needs the on-call role.',
    action: 'On duty: Nikos Example until Mon 09:00 EET.',
  }),
  home: homeCard({
    questions: [],
    cases: [opened],
    runs: [runs.plan, { ...runs.running, number: 141 }],
    view: () => view,
    duties: { primary, secondary, manager: undefined, until: null },
    timeZone: 'Europe/Athens',
    commands,
  }),
} satisfies Record<string, Card>
