import type { App, SlashCommand } from '@slack/bolt'
import { formOfCommand } from '../../forms/asked.ts'
import { commandWords } from '../../words.ts'
import { openForm } from '../forms/open.ts'
import { draftOfCommand } from '../inbound/command.ts'
import type { ListenerParts } from './parts.ts'

/** Slash commands; those that lack their words open a form. */
export function listenToCommands(app: App, parts: ListenerParts): void {
  const { intake, self, offers, unable } = parts

  async function take(command: SlashCommand): Promise<void> {
    const draft = draftOfCommand(command)
    const name = wordless(command)
    if (name === null) return void (await intake.take(draft, self().teamId))
    if (!(await intake.note(draft, self().teamId))) return
    const { place, responseUrl } = draft
    const from = { kind: 'command' as const, name, responseUrl }
    const questions = formOfCommand(name, await offers())
    await openForm({ questions, purpose: { place, from }, triggerId: command.trigger_id, responseUrl }, parts)
  }

  app.command(/.*/, async ({ command, ack }) => {
    try {
      await take(command)
      await ack()
    } catch (error) {
      await ack({ response_type: 'ephemeral', text: unable(error) })
    }
  })
}

/** The commands that need words, typed without any. */
function wordless({ text }: SlashCommand): 'ask' | 'escalate' | null {
  const words = commandWords(`/ai ${text}`)
  if (words === null || words.rest !== '') return null
  if (words.word === 'ask') return 'ask'
  return words.word === 'escalate' || words.word === 'human' ? 'escalate' : null
}
