import type { Suggestions } from '../../assistant-api.ts'
import type { Clause } from '../../oncall/clauses.ts'
import type { Button, ButtonInput, Card } from '../card.ts'
import type { FormField, Questions } from '../forms.ts'
import { longestList, longestTitle, longestWords } from '../manuals/fields.ts'
import { longestReason } from '../rating.ts'
import { urgencyField } from './urgency.ts'

/** What there is to choose from. */
export interface Offers extends Pick<Suggestions, 'machine_models'> {
  /** What can be declared of a case. */
  clauses: Clause[]
}

/** Makes a form from what there is to choose from. */
type Form = (offers: Offers) => Questions

/** Whether a press asks for more than a line: it opens a form of its own. */
export const opensForm = ({ action }: Pick<Button, 'action'>): boolean => action === 'add-manual'

/** What a press asks for before it counts; null where it counts at once. */
export function formOfPress(action: string, value: string, card: Card | null): Form | null {
  if (action === 'feedback') return isDown(value) ? () => reasonForm : null
  const button = buttonIn(card, action, value)
  if (opensForm({ action })) return button === undefined ? null : manualForm
  const input = button?.input
  return button === undefined || input === undefined ? null : () => inputForm(button, input)
}

/** A command that was typed without its words. */
export function formOfCommand(name: 'ask' | 'escalate', offers: Offers, text = ''): Questions {
  const question: FormField = {
    name: 'text',
    label: name === 'ask' ? 'Your question' : 'What do you need a person for?',
    kind: 'text',
    isRequired: true,
    ...(text !== '' && { initial: text }),
  }
  return {
    title: name === 'ask' ? 'Ask the manuals' : 'Get a person',
    submit: name === 'ask' ? 'Ask' : 'Send',
    fields: [
      question,
      ...(name === 'escalate' ? [urgencyField(offers.clauses)] : []),
      ...modelField(offers, 'choice', 'machine_model', 'Machine'),
    ],
  }
}

const reasonForm: Questions = {
  title: 'What was wrong?',
  submit: 'Send',
  note: 'Your rating is kept already. A word on what was wrong makes the next try better.',
  fields: [
    {
      name: 'reason',
      label: 'What was wrong, or missing?',
      kind: 'text',
      isRequired: false,
      maxLength: longestReason,
    },
  ],
}

function isDown(value: string): boolean {
  return /"rating"\s*:\s*"down"/.test(value)
}

function inputForm(
  { label }: Button,
  { label: asked, submit, isRequired, maxLength }: ButtonInput,
): Questions {
  return {
    title: label.replace(/…$/, ''),
    submit,
    fields: [
      {
        name: 'input',
        label: asked,
        kind: 'text',
        isRequired,
        ...(maxLength !== undefined && { maxLength }),
      },
    ],
  }
}

function manualForm(offers: Offers): Questions {
  return {
    title: 'Add a manual',
    submit: 'Add',
    note: 'Its pages are read after this, and it is tried whether it is found and cited; it takes minutes.',
    fields: [
      {
        name: 'title',
        label: 'Title',
        kind: 'line',
        isRequired: true,
        hint: 'V4.0 Service manual',
        maxLength: longestTitle,
      },
      ...modelField(offers, 'choices', 'machine_models', 'Machines that it is for'),
      {
        name: 'other_models',
        label: 'Other machines, with commas',
        kind: 'line',
        isRequired: false,
        maxLength: longestList,
      },
      {
        name: 'tags',
        label: 'Tags, with commas',
        kind: 'line',
        isRequired: false,
        hint: 'startup, maintenance',
        maxLength: longestList,
      },
      {
        name: 'words',
        label: 'Words it should be found by, with commas',
        kind: 'line',
        isRequired: false,
        hint: 'Left empty, words of its own are tried',
        maxLength: longestWords,
      },
      {
        name: 'language',
        label: 'Language',
        kind: 'choice',
        isRequired: true,
        initial: 'en',
        options: languages.map(([value, label]) => ({ value, label })),
      },
    ],
  }
}

const languages = [
  ['en', 'English'],
  ['el', 'Greek'],
  ['de', 'German'],
  ['fr', 'French'],
  ['es', 'Spanish'],
  ['it', 'Italian'],
] as const

/** Machines that the manuals know; without any, everything is for all. */
function modelField(
  { machine_models: models }: Offers,
  kind: 'choice' | 'choices',
  name: string,
  label: string,
): FormField[] {
  if (models.length === 0) return []
  const options = models.map((model) => ({ label: model, value: model }))
  return [{ name, label, kind, options, isRequired: false }]
}

function buttonIn(card: Card | null, action: string, value: string): Button | undefined {
  return card?.blocks
    .flatMap((block) => (block.kind === 'buttons' ? [...block.buttons, ...(block.more ?? [])] : []))
    .find((button) => button.action === action && button.value === value)
}
