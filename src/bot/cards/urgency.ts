import { type Clause, clauseKey } from '../../oncall/clauses.ts'
import { shorten } from '../../shorten.ts'
import type { Button, Card } from '../card.ts'
import { clauseWords } from './case.ts'
import { buttonRow, cardOf, text } from './run/parts.ts'

/** Asks whoever wants a person what for, and how urgent it is: each of its buttons asks for the words. */
export function urgencyCard(named: ReadonlyMap<string, Clause>, machineModel: string | null): Card {
  const clauses = [...named]
  const press = (label: string, key: string): Button => ({
    label,
    action: 'escalate-as',
    value: machineModel === null ? key : `${key} ${machineModel}`,
    input: {
      label: 'What do you need a person for?',
      submit: 'Send',
      isRequired: true,
      maxLength: 2_000,
    },
  })
  return cardOf('Get a person · How urgent is it?', 'neutral', [
    text('Choose, then say what it is. Who cannot say presses “I do not know”; it can be said later.'),
    {
      kind: 'list',
      items: clauses.map(
        ([name, clause], index) => `${index + 1} ${clause.when}: ${clauseWords(clause)} (${name})`,
      ),
    },
    { kind: 'note', text: `Typed at once: /ai escalate ${clauses[0]?.[0] ?? ''} The press is dead` },
    buttonRow([
      { ...press('I do not know', 'unknown'), style: 'primary' },
      ...clauses.map(([, clause], index) =>
        press(shorten(`${index + 1} ${clause.when}`, 29), clauseKey(clause)),
      ),
    ]),
  ])
}
