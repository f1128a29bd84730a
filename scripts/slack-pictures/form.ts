import type { SlackForm } from '../../src/bot/slack/render/form.ts'

/** What is asked for when a manual is added. */
export const form: SlackForm = {
  title: 'Add a manual',
  submit: 'Add',
  note: 'Its pages are read after this; it takes a minute or two.',
  metadata: '{}',
  fields: [
    { name: 'title', label: 'Title', kind: 'line', isRequired: true, hint: 'V4.0 Service manual' },
    {
      name: 'machine_models',
      label: 'Machines that it is for',
      kind: 'choices',
      isRequired: false,
      options: ['V3.1B', 'V4.0'].map((model) => ({ label: model, value: model })),
    },
    {
      name: 'tags',
      label: 'Tags, with commas',
      kind: 'line',
      isRequired: false,
      hint: 'startup, maintenance',
    },
    {
      name: 'language',
      label: 'Language',
      kind: 'choice',
      isRequired: true,
      initial: 'en',
      options: [
        { value: 'en', label: 'English' },
        { value: 'el', label: 'Greek' },
      ],
    },
  ],
}
