import { type Action, may, type Person } from '../../people.ts'
import { type HelpLine, helpCard } from '../cards/help.ts'
import type { Request } from '../handler.ts'
import { replyKey } from '../reply.ts'

/** A command as help needs it. */
interface Listed extends HelpLine {
  name: string
  action: Action
}

/** Shows the commands that this person may use. */
export async function help(commands: Listed[], request: Request): Promise<undefined> {
  const { platform, delivery, person } = request
  const card = helpCard(linesFor(person, commands))
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}

/** The commands that a person may use; help itself needs no line. */
export function linesFor<Command extends Listed>(person: Person, commands: Command[]): Command[] {
  return commands.filter(({ name, action }) => name !== 'help' && may(person, action))
}
