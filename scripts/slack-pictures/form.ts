import { formOfPress } from '../../src/bot/forms/asked.ts'
import type { Questions } from '../../src/bot/forms.ts'
import type { SlackForm } from '../../src/bot/slack/render/form.ts'

/** What is asked for when a manual is added. */
export const form: SlackForm = { ...addManual(), metadata: '{}' }

function addManual(): Questions {
  const button = { label: 'Add', action: 'add-manual', value: 'sample' }
  const card = { blocks: [{ kind: 'buttons' as const, buttons: [button] }] }
  const offered = formOfPress(button.action, button.value, card)
  if (offered === null) throw new Error('adding a manual asks for nothing')
  return offered({ machine_models: ['V3.1B', 'V4.0'], clauses: [] })
}
