import type { Suggestions } from '../assistant-api.ts'
import { headsFileOf } from '../audit-heads.ts'
import { auditChannel } from '../audit-store.ts'
import { type Clock, systemClock } from '../clock.ts'
import { type Config, publicUrl } from '../config.ts'
import { isUnreachable, openOpsDb } from '../db.ts'
import { UserError } from '../errors.ts'
import { createLog, type Logger } from '../log.ts'
import { missingMigrations } from '../migrate.ts'
import type { ActsParts } from '../oncall/acts-store.ts'
import { type CaseStores, caseStores } from '../oncall/case-stores.ts'
import { casesChannel } from '../oncall/channel.ts'
import { dutiesAt } from '../oncall/duty.ts'
import { newOwner } from '../owner.ts'
import { startMinutes } from '../queue.ts'
import type { Schedule } from '../runbook-settings.ts'
import type { AgentCalls } from '../sops/agent.ts'
import type { AssistantCalls } from '../sops/assistant.ts'
import { createRuns } from '../sops/create-runs.ts'
import { type Room, roomStore } from '../sops/rooms-store.ts'
import type { Runs } from '../sops/runs.ts'
import { runDue } from '../sops/schedules/run-due.ts'
import { createSchedules, type Schedules } from '../sops/schedules/schedules.ts'
import { scheduleStore } from '../sops/schedules/store.ts'
import { createStandingApprovals, type StandingApprovals } from '../sops/standing/approvals.ts'
import { standingStore } from '../sops/standing/store.ts'
import { runStore, runsChannel } from '../sops/store.ts'
import { startRuns } from '../sops/worker.ts'
import { agentClient } from './agent.ts'
import { type AssistantClient, assistantClient } from './assistant.ts'
import { type Heads, startHeads } from './audit/heads.ts'
import { headKeepers } from './audit/keepers.ts'
import { auditReader } from './audit/store.ts'
import { verifyNewest } from './audit/verify-newest.ts'
import { clearOldFiles } from './cases/clear-old-files.ts'
import { type Cases, startCases } from './cases/start.ts'
import { chatConversations } from './chats/conversations-store.ts'
import { chatPosts } from './chats/posts-store.ts'
import { type CitedLinks, citedLinks } from './cited.ts'
import { commandsFor } from './commands.ts'
import { type SecretLinks, secretLinks } from './config/links.ts'
import { createDispatch, laneOf } from './dispatch.ts'
import { eachMinute } from './each-minute.ts'
import { createEndings, type Endings } from './endings.ts'
import { feedbackStore } from './feedback/store.ts'
import { type ReportedCases, reportedCases } from './hand-over/cases-store.ts'
import { tellDigest } from './hand-over/digest.ts'
import { tellHandOver } from './hand-over/shift.ts'
import { dutyReportStore } from './hand-over/store.ts'
import { checkHealth } from './health.ts'
import { type Precedence, precedence } from './inbox/precedence.ts'
import { inboxStore } from './inbox/store.ts'
import { type Inbox, startInbox } from './inbox.ts'
import { createLimits } from './limits.ts'
import { listen } from './listen.ts'
import { openChats } from './open-chats.ts'
import { mirroredRecords } from './outbox/records-store.ts'
import { outboxStore } from './outbox/store.ts'
import { startOutbox } from './outbox.ts'
import { pagingWays } from './paging/ways.ts'
import { tellMaintenance } from './planned/tell.ts'
import type { Delivery, Place, Platform } from './platform.ts'
import { remembered } from './remembered.ts'
import { reportStore } from './reports/store.ts'
import { startOpeningCases } from './runs/open-cases.ts'
import { placeOfPlans } from './runs/plan.ts'
import { operationsRooms } from './runs/rooms.ts'
import { startShow } from './runs/show.ts'
import { placeOfSchedule } from './schedules/place.ts'
import { snapshotStore } from './settings/store.ts'
import { openSettings, type Settings } from './settings.ts'
import { teamsConversations } from './teams/conversations-store.ts'
import { ticketStore } from './tickets/store.ts'
import { ticketWebhook } from './tickets/webhook.ts'
import { proposerOnPage } from './verified/propose-on-page.ts'
import { verifiedStore } from './verified/store.ts'
import { caseHeads } from './web/case-heads-store.ts'
import { type Changes, startChanges } from './web/changes.ts'
import { webPlatform } from './web/platform.ts'
import { runHeads } from './web/run-heads-store.ts'
import { createWebServer } from './web/server.ts'
import { signInStore } from './web/sign-in/store.ts'
import { changesChannel, webStore } from './web/store.ts'

/** How long what the manuals offer is shown without asking again, in milliseconds. */
const offersHoldMs = 15_000
const nothing: Suggestions = { machine_models: [], questions: [] }

/** What a test puts in the place of the real thing. */
export interface BotParts {
  clock?: Clock
  log?: Logger
}

export interface RunningBot {
  /** Where it listens. */
  url: string
  close(): Promise<void>
}

/** What every part is made of. */
interface Base {
  config: Config
  clock: Clock
  log: Logger
  endings: Endings
  intake: Precedence
  cited: CitedLinks | null
  secretLinks: SecretLinks | null
}

/**
 * Starts the bot: it listens, works off its intake and follows its settings files.
 * @throws UserError when it lacks its database, its schema, valid settings files or its port.
 */
export async function startBot(config: Config, parts: BotParts = {}): Promise<RunningBot> {
  const { clock = systemClock, log = createLog(config, 'ai_bot') } = parts
  const databaseUrl = await checkedDatabase(config)
  const endings = createEndings()
  const intake = precedence()
  const base: Base = { config, clock, log, endings, intake, ...openLinks(config, clock) }
  try {
    const stores = openStores(databaseUrl, base)
    const settings = await openSettings(config.CONFIG_DIR, stores.snapshots, log)
    endings.add(settings.close)
    const caseRows = stores.casesBy({ ...base, ...settings })
    const assistant = assistantClient(config)
    const suggestions = remembered(clock, offersHoldMs, nothing, assistant.suggestions)
    const { chats, off } = await openChats({ ...base, settings, suggestions, stores, isUnreachable })
    const platforms = [
      webPlatform(stores.transcripts, clock, config),
      ...chats.map(({ platform }) => platform),
    ]
    const agent = agentClient(config)
    const changes = startChanges(databaseUrl, [changesChannel, runsChannel, auditChannel, casesChannel], log)
    endings.add(changes.close)
    const heads = followAudit(stores, changes, base)
    const runs = startOperating(
      { ...stores, ...caseRows },
      settings,
      { agent, assistant: assistant.forRuns },
      platforms,
      changes,
      base,
    )
    const schedules = startSchedules(databaseUrl, { ...stores, ...caseRows }, settings, runs, platforms, base)
    const standing = createStandingApprovals({
      ...settings,
      ...base,
      standing: stores.standing,
      store: stores.runs,
    })
    const cases = startSeeingToCases(caseRows, settings, platforms, assistant, base)
    changes.subscribe({ channel: casesChannel }, cases.wakeCases)
    const calls = { assistant, agent, runs, schedules, standing, ...cases }
    const inbox = await startWorkers(stores, settings, calls, platforms, base)
    const server = await createWebServer({
      ...base,
      people: settings.people,
      runbook: settings.runbook,
      runs,
      runHeads: stores.runHeads,
      ...cases,
      caseHeads: stores.caseHeads,
      caseEvents: caseRows.eventsOf,
      dueTimesOf: caseRows.aheadOf,
      proposeAnswer: proposerOnPage({
        ...settings,
        ...base,
        verified: stores.verified,
        assistant,
        platforms,
      }),
      trendOf: stores.reports.trendOf,
      signIn: stores.signIn,
      store: stores.transcripts,
      changes,
      assistant,
      commandsFor,
      laneOf,
      accept: stores.deliveries.insert,
      secrets: {
        people: settings.people,
        findDelivery: stores.deliveries.find,
        runs,
        stage: agent.stage,
        placeOfPlans: placesOfPlans(platforms),
      },
      wakeInbox: inbox.wake,
      health: () =>
        checkHealth({
          pingDatabase: stores.deliveries.ping,
          assistant,
          platforms,
          off,
          auditFaults: heads.faults,
        }),
      isUnreachable,
    })
    endings.add(() => server.close())
    for (const chat of chats) chat.addRoutes(server)
    const url = await listen(server, config)
    for (const chat of chats) {
      chat.start(inbox.wake)
      endings.add(chat.stop)
    }
    return { url, close: endings.run }
  } catch (error) {
    await endings.run()
    throw error
  }
}

/** Links that open by themselves, where there is a key to sign them. */
function openLinks(config: Config, clock: Clock): Pick<Base, 'cited' | 'secretLinks'> {
  const { TOKEN_PRIVATE_KEY: privateKey } = config
  if (privateKey === undefined) return { cited: null, secretLinks: null }
  const cited = citedLinks({ privateKey, publicUrl: publicUrl(config), clock })
  return { cited, secretLinks: secretLinks(privateKey, clock) }
}

/** Where the plan of what a delivery asked for is shown. */
function placesOfPlans(platforms: Platform[]): (delivery: Delivery) => Place {
  return (delivery) => {
    const platform = platforms.find(({ name }) => name === delivery.place.platform)
    return platform === undefined ? delivery.place : placeOfPlans({ platform, delivery })
  }
}

type Stores = ReturnType<typeof openStores>

function openStores(databaseUrl: string, { config, clock, endings }: Base) {
  const db = openOpsDb(databaseUrl)
  const tickets = { clock, areSent: config.TICKET_WEBHOOK_URL !== undefined }
  endings.add(() => db.$disconnect())
  return {
    snapshots: snapshotStore(db, clock),
    transcripts: webStore(db),
    deliveries: inboxStore(db, newOwner()),
    casesBy: (parts: ActsParts) => {
      const rows = caseStores(db, parts)
      return { ...rows, reported: reportedCases(db, rows.cases) }
    },
    feedback: feedbackStore(db, clock),
    outgoing: outboxStore(db),
    records: mirroredRecords(db, clock),
    runs: runStore(db, newOwner()),
    runsIn: (room: Room) => roomStore(db, clock, room),
    schedules: scheduleStore(db),
    standing: standingStore(db),
    runHeads: runHeads(db),
    caseHeads: caseHeads(db),
    reports: reportStore(db, tickets),
    tickets: ticketStore(db, tickets),
    dutyReports: dutyReportStore(db),
    verified: verifiedStore(db, clock),
    audit: auditReader(db),
    verifyNewest: () => verifyNewest(databaseUrl, headsFileOf(config)),
    signIn: signInStore(db, clock),
    posts: (platform: string) => chatPosts(db, clock, newOwner(), platform),
    conversations: (platform: string) => chatConversations(db, clock, platform),
    teamsConversations: teamsConversations(db, clock),
  }
}

/** Keeps outside the database how far the audit has got. */
function followAudit({ audit }: Stores, changes: Changes, { config, clock, log, endings }: Base): Heads {
  const heads = startHeads({
    newest: audit.newest,
    keepers: headKeepers(config, log),
    clock,
    log,
    isUnreachable,
  })
  endings.add(heads.stop)
  changes.subscribe({ channel: auditChannel }, heads.wake)
  return heads
}

/** Starts what carries out runs and shows how they go. */
function startOperating(
  { runs: store, runsIn, standing, reports, cases, records }: Stores & CaseStores,
  settings: Settings,
  calls: { agent: AgentCalls; assistant: AssistantCalls },
  platforms: Platform[],
  changes: Changes,
  { clock, log, endings }: Base,
): Runs {
  const timeZone = () => settings.runbook().service.time_zone
  const onDuty = () => dutiesAt(settings.runbook(), settings.people(), clock.now()).primary
  const parts = { ...settings, ...calls, store, standing, reports, cases, records, onDuty, clock, log }
  const worker = startRuns({ ...parts, isUnreachable, timeZone })
  const runs = createRuns({ ...parts, wake: worker.wake })
  const showing = { ...settings, runs, platforms, clock, log, isUnreachable }
  const { find } = store
  // Each by itself: while one platform is away, the cards on the others stay true.
  const rooms = operationsRooms(platforms).map((room) => ({ find, ...runsIn(room) }))
  for (const cards of [store, ...rooms]) {
    const show = startShow({ ...showing, store: cards })
    endings.add(show.stop)
    changes.subscribe({ channel: runsChannel }, show.wake)
  }
  const opening = startOpeningCases({ store, cases, platforms, clock, log, isUnreachable })
  endings.add(opening.stop)
  endings.add(worker.stop)
  changes.subscribe({ channel: runsChannel }, opening.wake)
  return runs
}

/** Starts what shows cases and calls people about them. */
function startSeeingToCases(
  stores: CaseStores,
  settings: Settings,
  platforms: Platform[],
  { summarise }: AssistantClient,
  { config, clock, log, endings }: Base,
): Cases {
  const { stop, ...cases } = startCases({
    ...settings,
    ...{ stores, platforms, summarise, clock, log, isUnreachable },
    ways: pagingWays(config, platforms, clock),
    publicUrl: publicUrl(config),
  })
  endings.add(stop)
  return cases
}

/** Starts what happens by the clock: runs begin, those on call are told how things stand, and old files are cleared. */
function startSchedules(
  url: string,
  { runs: store, schedules, standing, ...stores }: Stores & CaseStores & { reported: ReportedCases },
  settings: Settings,
  runs: Runs,
  platforms: Platform[],
  { clock, log, endings }: Base,
): Schedules {
  const due = {
    ...settings,
    store: schedules,
    standing,
    runs,
    placeOf: (schedule: Schedule) => placeOfSchedule(schedule, platforms),
    clock,
    log,
    isUnreachable,
  }
  const telling = {
    ...settings,
    reports: stores.dutyReports,
    cases: stores.reported,
    tickets: stores.tickets,
    planned: stores.planned,
    notices: stores.notices,
    runs,
    platforms,
    clock,
    log,
    isUnreachable,
  }
  const tasks = [
    () => runDue(due),
    () => tellMaintenance(telling),
    () => tellHandOver(telling),
    () => tellDigest(telling),
    () => clearOldFiles({ ...settings, clearFiles: stores.clearFiles, clock, log }),
  ]
  const minutes = startMinutes({ url, onMinute: () => eachMinute(tasks), log, isUnreachable })
  endings.add(minutes.stop)
  return createSchedules({ ...settings, schedules, standing, store, clock })
}

/** Starts what works off the intake and the outbox. */
async function startWorkers(
  { deliveries, feedback, outgoing, tickets, verified, audit, verifyNewest }: Stores,
  settings: Settings,
  {
    assistant,
    ...calls
  }: {
    assistant: AssistantClient
    agent: AgentCalls
    runs: Runs
    schedules: Schedules
    standing: StandingApprovals
  } & Cases,
  platforms: Platform[],
  { config, clock, log, endings, intake, secretLinks }: Base,
): Promise<Inbox> {
  const limits = createLimits(config, log)
  endings.add(limits.close)
  const sendTicket = ticketWebhook(config)
  const outbox = startOutbox({
    store: outgoing,
    assistant,
    ...(sendTicket !== undefined && { sendTicket }),
    clock,
    log,
    isUnreachable,
  })
  endings.add(outbox.stop)
  const dispatch = createDispatch(platforms, {
    ...settings,
    assistant,
    ...calls,
    audit: { deeds: audit.deeds, verifyNewest },
    secretLinks,
    feedback,
    tickets,
    verified,
    findDelivery: deliveries.find,
    openQuestions: deliveries.openQuestions,
    limits,
    wakeOutbox: outbox.wake,
    clock,
    log,
  })
  const inbox = await startInbox({
    store: deliveries,
    clock,
    log,
    isUnreachable,
    isPassing: (error) => platforms.some((platform) => platform.isPassing?.(error)),
    ...dispatch,
    ...intake,
  })
  endings.add(inbox.stop)
  return inbox
}

/** The ops database's address, once it is known to fit this program. */
async function checkedDatabase({ OPS_DATABASE_URL: url }: Config): Promise<string> {
  if (url === undefined) {
    throw new UserError('no_database', 'OPS_DATABASE_URL is not set.', {
      action: "Set it to the bot's own database, such as postgres://user:password@host:5432/ops.",
    })
  }
  const missing = await missingMigrations('ops', url).catch((cause: unknown) => {
    if (!isUnreachable(cause)) throw cause
    throw new UserError('no_database', 'The ops database (OPS_DATABASE_URL) cannot be reached.', {
      action: 'Start it, or correct the address.',
      cause,
    })
  })
  if (missing.length === 0) return url
  throw new UserError('wrong_schema', `The ops database lacks ${missing.join(', ')}.`, {
    action: 'Run the migrations first: node src/main.ts migrate.',
  })
}
