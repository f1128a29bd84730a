import { readFile } from 'node:fs/promises'
import type { TestAgent } from './agent.ts'
import { type BotHome, visit } from './bot.ts'
import { startBotProcess } from './bot-process.ts'
import { eventually } from './eventually.ts'
import type { HeldVersion } from './held-version.ts'

/** What somebody asks for in chat, and who gives the word. */
export interface KilledProcedure {
  command: string
  /** Nikos where it is nobody else. */
  asker?: string
  /** Null: it begins at once. */
  approver: string | null
  /** What the approver types. */
  typed?: string
  /** The first event at which the bot is killed. */
  from?: number
}

/** A run that ended, whatever befell it. */
export interface Survivor {
  number: number
  status: string
  kills: number
  /** What was about to be stored at each kill. */
  killedAt: { type: string; step: number | undefined }[]
  events: SurvivorEvent[]
}

interface SurvivorEvent {
  type: string
  fact: { step?: number; attempt?: number; operation?: string | null; ending?: { detail: string } }
}

interface Row {
  number: number
  status: string
  version: number
  digest: string
  /** A case is still to be opened for it. */
  case_owed: boolean
}

/** So long something may take that a bot does, also one that has just begun on a busy machine. */
const patience = { within: 120_000, every: 20 }

/**
 * Has a procedure carried out while the bot is killed again and again, each time when the next event of the run
 * is about to be stored, until it has ended.
 */
export async function killAtEveryEvent(
  { command, asker = 'nikos', approver, typed, from = 1 }: KilledProcedure,
  home: BotHome,
  settings: Record<string, string>,
  held: HeldVersion,
): Promise<Survivor> {
  const conversation = crypto.randomUUID() as string
  const runIn = async (): Promise<Row | undefined> => {
    const sql = 'SELECT number, status, version, digest, case_owed FROM runs WHERE thread = $1'
    const rows = await home.query<Row>(sql, [conversation])
    if (rows.length > 1) throw new Error(`one request became ${rows.length} runs`)
    return rows[0]
  }
  /** The place of the event at each kill; of one that tells how far a step has got, that of the next. */
  const kills: { version: number; isProgress: boolean }[] = []
  // How far a step has got is held once: whoever goes on tells it again.
  for (let [version, isProgressHeld] = [from, true]; ; ) {
    await held.arm(version, isProgressHeld)
    const bot = await startPatiently(home, settings)
    // Its key is the same each time: said again, it is one message.
    if (kills.length === 0) await visit(bot, asker, conversation).say(command, { key: conversation })
    let isPressing = false
    const isOver = await eventually(async () => {
      const isHeld = await held.isHeld()
      if (isHeld !== false) return isHeld
      const run = await runIn()
      if (run?.status === 'waiting' && approver !== null && !isPressing) {
        isPressing = true
        void press(run, visit(bot, approver), typed).finally(() => {
          isPressing = false
        })
      }
      return run !== undefined && !['waiting', 'running'].includes(run.status) && !run.case_owed && 'ended'
    }, patience)
    await bot.kill()
    await held.release()
    if (isOver === 'ended') break
    kills.push({ version, isProgress: isOver === 'progress' })
    if (isOver === 'progress') isProgressHeld = false
    else [version, isProgressHeld] = [version + 1, true]
  }
  const run = await runIn()
  if (run === undefined) throw new Error('the run is gone')
  const sql = 'SELECT type, fact FROM run_events WHERE run = $1 ORDER BY version'
  const events = await home.query<SurvivorEvent>(sql, [run.number])
  const counted = events.filter(({ type }) => type !== 'step-progress')
  const killedAt = kills.map(({ version, isProgress }) => {
    const { type = '', fact } = counted[version - 1] ?? {}
    return { type: isProgress ? 'step-progress' : type, step: fact?.step }
  })
  return { ...run, kills: kills.length, killedAt, events }
}

/** A bot gives its start up where its database is slow to answer; the next one may be luckier, as under a supervisor. */
async function startPatiently(
  home: BotHome,
  settings: Record<string, string>,
  tries = 3,
): Promise<Awaited<ReturnType<typeof startBotProcess>>> {
  try {
    return await startBotProcess(home, settings)
  } catch (error) {
    if (tries <= 1) throw error
    return await startPatiently(home, settings, tries - 1)
  }
}

/** A press that is lost with the bot is made again. */
async function press(
  { number, digest }: Row,
  approver: ReturnType<typeof visit>,
  input: string | undefined,
): Promise<void> {
  const value = `${number} ${digest}`
  const button = { action: 'run-approve', value, ...(input !== undefined && { input }) }
  await approver.call('POST', `/api/runs/${number}/presses`, button).catch(() => undefined)
}

/** How often the agent set out to do each act of a run, by its journal. */
export async function intentsOf({ events }: Survivor, { journalPath }: TestAgent): Promise<number[]> {
  const begun = events.flatMap(({ type, fact }) => (type === 'step-began' && fact.operation) || [])
  const lines = (await readFile(journalPath, 'utf8')).split('\n').filter((line) => line.includes('"intent"'))
  return begun.map((operation) => lines.filter((line) => line.includes(operation)).length)
}
