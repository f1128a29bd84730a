import { type Action, may, type Person } from '../people.ts'
import { answers } from './commands/answers.ts'
import { ask } from './commands/ask.ts'
import { audit } from './commands/audit.ts'
import { autoAnswer, isSwitch } from './commands/auto-answer.ts'
import { backup, isBackupWords } from './commands/backup.ts'
import { cases, isCaseOrNothing } from './commands/cases.ts'
import { config } from './commands/config.ts'
import { contacts } from './commands/contacts.ts'
import { escalate } from './commands/escalate.ts'
import { help } from './commands/help.ts'
import { isReviewWords } from './commands/log-review.ts'
import { logs } from './commands/logs.ts'
import { isMaintenanceWords, maintenance } from './commands/maintenance.ts'
import { isManualsWords, manuals } from './commands/manuals.ts'
import { performance } from './commands/performance.ts'
import { isRestoreWords, restore } from './commands/restore.ts'
import { asks, namesService, runCommand } from './commands/run.ts'
import { approvals, cancel, isRunOrNothing, runs } from './commands/runs.ts'
import { isScheduleWords, schedule } from './commands/schedule.ts'
import { status } from './commands/status.ts'
import { maintenanceWindow } from './commands/window.ts'
import { isAuditWords } from './commands/words-of-audit.ts'
import { isConfigWords } from './commands/words-of-config.ts'
import { isLogWords } from './commands/words-of-logs.ts'
import { isWindowWords } from './commands/words-of-window.ts'
import type { Asked, Handler } from './handler.ts'

/** A command: help, completion, the check of the role and the suggestions after a slip follow from it. */
export interface Command {
  name: string
  synonyms: string[]
  /** As help shows it. */
  usage: string
  summary: string
  /** Its button after a slip; under 30 characters. */
  label: string
  /** Where help lists it. */
  group: 'Ask' | 'Run (plan first)' | 'See' | 'Approve' | 'Administer'
  /** What one must be allowed to do. */
  action: Action
  /** It deals with who may not itself: the refusal is noted, and says who may. */
  refusesItself?: true
  /**
   * Whether words belong behind it, where it is written without a slash and could be a sentence; `word` is its
   * name as it was written. Without this, only nothing does.
   */
  fits?: (rest: string, word: string) => boolean
  /** What the words behind it ask a manual or a person, where that is not the words alone. */
  asks?: (text: string) => string
  /** It waits its turn among the questions of its thread. */
  isQuestion?: true
  handler: Handler<Asked>
}

/** Every command. A new one is a file in commands/ and a row here. */
export const commands: Command[] = [
  {
    name: 'ask',
    synonyms: [],
    usage: '/ai ask question',
    summary: 'Look something up in the manuals',
    label: 'Ask the manuals',
    group: 'Ask',
    action: 'ask',
    isQuestion: true,
    fits: () => true,
    handler: ask,
  },
  {
    name: 'escalate',
    synonyms: ['human'],
    usage: '/ai escalate question',
    summary: 'Hand a question to the on-call engineer',
    label: 'Get a person',
    group: 'Ask',
    action: 'get-a-person',
    // "Human error codes" is no wish for a human.
    fits: (rest, word) => word === 'escalate' || rest === '',
    handler: escalate,
  },
  {
    name: 'cases',
    synonyms: [],
    usage: '/ai cases [number]',
    summary: 'Questions that wait for a person, and who has them',
    label: 'Cases',
    group: 'Ask',
    action: 'see-own-cases',
    fits: isCaseOrNothing,
    handler: cases,
  },
  {
    name: 'status',
    synonyms: [],
    usage: '/ai status',
    summary: 'How the service is, and what to do',
    label: 'Status of the service',
    group: 'Ask',
    action: 'see-status',
    handler: status,
  },
  {
    name: 'contacts',
    synonyms: ['oncall', 'duty'],
    usage: '/ai contacts',
    summary: 'Who is on call, and help from outside',
    label: 'Contacts',
    group: 'Ask',
    action: 'see-contacts',
    handler: contacts,
  },
  {
    name: 'window',
    synonyms: ['windows'],
    usage: '/ai window [plan|cancel|end]',
    summary: 'Planned maintenance, in which calls wait',
    label: 'Planned maintenance',
    group: 'Ask',
    action: 'see-maintenance',
    fits: isWindowWords,
    handler: maintenanceWindow,
  },
  {
    name: 'manuals',
    synonyms: ['upload'],
    usage: '/ai manuals [add]',
    summary: 'The manuals that are known; how to add one, which is then proved',
    label: 'Manuals',
    group: 'Ask',
    action: 'upload-manuals',
    fits: isManualsWords,
    handler: manuals,
  },
  {
    name: 'answers',
    synonyms: [],
    usage: '/ai answers',
    summary: 'Answers of people: which wait for a review, which are given, until when',
    label: 'Verified answers',
    group: 'Approve',
    action: 'review-answers',
    handler: answers,
  },
  {
    name: 'restart',
    synonyms: ['reboot'],
    usage: '/ai restart [service] [because reason]',
    summary: 'Restart the assistant, or another service',
    label: 'Restart the service…',
    group: 'Run (plan first)',
    action: 'restart-service',
    refusesItself: true,
    fits: namesService,
    asks: asks('restart'),
    handler: runCommand('restart'),
  },
  {
    name: 'start',
    synonyms: [],
    usage: '/ai start [service] [because reason]',
    summary: 'Start what is stopped',
    label: 'Start the service…',
    group: 'Run (plan first)',
    action: 'start-service',
    refusesItself: true,
    fits: namesService,
    asks: asks('start'),
    handler: runCommand('start'),
  },
  {
    name: 'stop',
    synonyms: [],
    usage: '/ai stop [service] [because reason]',
    summary: 'Stop a service; another person approves it',
    label: 'Stop the service…',
    group: 'Run (plan first)',
    action: 'stop-service',
    refusesItself: true,
    fits: namesService,
    asks: asks('stop'),
    handler: runCommand('stop'),
  },
  {
    name: 'config',
    synonyms: ['env'],
    usage: '/ai config [SETTING=value] [because reason]',
    summary: 'Change a setting of the assistant; a senior approves it',
    label: 'Change a setting…',
    group: 'Run (plan first)',
    action: 'change-config',
    refusesItself: true,
    fits: isConfigWords,
    handler: config,
  },
  {
    name: 'backup',
    synonyms: ['dump'],
    usage: '/ai backup [because reason]',
    summary: 'Back up both databases and the settings, and prove it by a restore',
    label: 'Make a backup',
    group: 'Run (plan first)',
    action: 'make-backup',
    refusesItself: true,
    fits: isBackupWords,
    handler: backup,
  },
  {
    name: 'restore',
    synonyms: ['recover'],
    usage: '/ai restore [backup] [because reason]',
    summary: 'The backups and their proofs; go back to one, which another senior approves',
    label: 'Restore a backup…',
    group: 'Run (plan first)',
    action: 'restore-backup',
    refusesItself: true,
    fits: isRestoreWords,
    handler: restore,
  },
  {
    name: 'maintenance',
    synonyms: ['vacuum'],
    usage: '/ai maintenance [older than 30d] [because reason]',
    summary: 'Delete old sessions, clean the database; another senior approves it',
    label: 'Maintain the database…',
    group: 'Run (plan first)',
    action: 'maintain-database',
    refusesItself: true,
    fits: isMaintenanceWords,
    handler: maintenance,
  },
  {
    name: 'cancel',
    synonyms: [],
    usage: '/ai cancel [run]',
    summary: 'Withdraw what waits, or end what runs after its step',
    label: 'Cancel a run…',
    group: 'Run (plan first)',
    action: 'see-runs',
    fits: isRunOrNothing,
    handler: cancel,
  },
  {
    name: 'logs',
    synonyms: [],
    usage: '/ai logs [service] [since 15m|1h|24h|09:30] [errors], /ai logs review [since 24h]',
    summary: 'The newest lines of a log; or a review: what is new, what recurs',
    label: 'Log of the service',
    group: 'See',
    action: 'see-logs',
    fits: (rest) => isLogWords(rest) || isReviewWords(rest),
    handler: logs,
  },
  {
    name: 'performance',
    synonyms: ['perf'],
    usage: '/ai performance',
    summary: 'CPU, memory, response times, errors, sessions, cost and their trend',
    label: 'Report on the performance',
    group: 'See',
    action: 'see-performance',
    refusesItself: true,
    handler: performance,
  },
  {
    name: 'runs',
    synonyms: [],
    usage: '/ai runs [number]',
    summary: 'What was run, and how it came out',
    label: 'Runs',
    group: 'See',
    action: 'see-runs',
    fits: isRunOrNothing,
    handler: runs,
  },
  {
    name: 'schedule',
    synonyms: ['schedules'],
    usage: '/ai schedule [pause|resume|revoke name] [approve name maximum]',
    summary: 'What runs by the clock, when next, and how it came out',
    label: 'What runs by the clock',
    group: 'See',
    action: 'see-schedules',
    fits: isScheduleWords,
    handler: schedule,
  },
  {
    name: 'audit',
    synonyms: [],
    usage: '/ai audit [R-12 | person] [since 24h]',
    summary: 'Who did what, on whose approval; whether that record is whole',
    label: 'Who did what',
    group: 'See',
    action: 'see-audit',
    fits: isAuditWords,
    handler: audit,
  },
  {
    name: 'approvals',
    synonyms: [],
    usage: '/ai approvals',
    summary: 'What waits for a decision or a review',
    label: 'Approvals',
    group: 'Approve',
    action: 'see-runs',
    handler: approvals,
  },
  {
    name: 'auto-answer',
    synonyms: [],
    usage: '/ai auto-answer on|off',
    summary: 'Answer questions of a channel without being asked',
    label: 'Answer without being asked…',
    group: 'Administer',
    action: 'set-channels',
    fits: isSwitch,
    handler: autoAnswer,
  },
  {
    name: 'help',
    synonyms: [],
    usage: '/ai help',
    summary: 'These commands',
    label: 'Help',
    group: 'Ask',
    action: 'ask',
    handler: (_, request) => help(commands, request),
  },
]

/** The command of a name or synonym. */
export function commandOf(name: string): Command | undefined {
  return commands.find((command) => command.name === name || command.synonyms.includes(name))
}

/** The commands that a person may use, as the page completes them. */
export function commandsFor(person: Person): Pick<Command, 'name' | 'usage' | 'summary'>[] {
  return commands
    .filter(({ action }) => may(person, action))
    .map(({ name, usage, summary }) => ({ name, usage, summary }))
}
