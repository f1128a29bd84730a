import type { CaseRecord } from '../../src/bot/web/api.ts'
import { documentId } from '../fakes/assistant.ts'
import { type BotHome, type TestBot, visit } from './bot.ts'
import { eventually } from './eventually.ts'

/** Has somebody ask for a person in a chat of their own. @returns the case's number and the conversation. */
export async function askForPerson(
  bot: Pick<TestBot, 'url'>,
  home: BotHome,
  person = 'maria',
  question = 'What does E-104 mean?',
): Promise<{ number: number; conversation: string }> {
  const visitor = visit(bot, person)
  await visitor.say(`/escalate ${question}`)
  const { conversation } = visitor
  return { number: await numberOf(home, conversation), conversation }
}

/** The number of the case that was opened in a conversation, once it is. */
export async function numberOf(home: BotHome, conversation: string): Promise<number> {
  const sql = 'SELECT number FROM cases WHERE thread = $1'
  return await eventually(async () => (await home.query<{ number: number }>(sql, [conversation]))[0]?.number)
}

/** A passage was found before, and somebody is to be called about it: by a way whose fault names an address. */
export async function furnish(home: BotHome, number: number): Promise<void> {
  const quote = 'Turn it to ON.'
  const url = `/documents/${documentId}?${new URLSearchParams({ page: '12', quote })}`
  const passages = [
    { document_id: documentId, title: 'V4.0 Start-up', page: 12, page_end: 12, heading: '', quote, url },
  ]
  await home.query('UPDATE cases SET details = details || $2::jsonb WHERE number = $1', [
    number,
    JSON.stringify({ passages, tried: ['Searched the manuals'] }),
  ])
  const page = `INSERT INTO pages (case_number, ladder, step, person_id, position, way, due_at, status, fault, sent_at, created_at)
    VALUES ($1, 0, 0, $2, $3, $4, now() + $5::interval, $6, $7, $8, now())`
  const fault = '550 <nikos@autoboss.example> +30 210 555 0101 refused'
  await home.query(page, [number, 'nikos', 0, 'email', '0', 'failed', fault, null])
  await home.query(page, [number, 'nikos', 1, 'direct', '0', 'sent', null, new Date()])
  await home.query(page, [number, 'anna', 0, 'email', '3 h', 'waiting', null, null])
}

/** A case as somebody sees it. */
export async function caseAs(bot: TestBot, number: number, person = 'nikos'): Promise<CaseRecord> {
  return (await (await visit(bot, person).call('GET', `/api/cases/${number}`)).json()) as CaseRecord
}
