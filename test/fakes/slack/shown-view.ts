import type { Block } from './kit/blocks.ts'
import type { InputElement } from './kit/elements.ts'
import type { OpenHome, OpenView, World } from './world.ts'

/** What a field holds, as `state.values` has it. */
export type FieldState = { type: string } & Record<string, unknown>

/** What fields hold, by `block_id` and `action_id`. */
export type Values = Record<string, Record<string, FieldState>>

/** A view as Slack hands it out and sends it along, as in its reference of views. */
export function shownView({ id, view, hash }: OpenView | OpenHome, world: World, values?: Values): object {
  const modal = view.type === 'modal' ? view : undefined
  return {
    id,
    team_id: world.team.id,
    app_id: world.app.id,
    app_installed_team_id: world.team.id,
    bot_id: world.app.botId,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.private_metadata ?? '',
    callback_id: view.callback_id ?? '',
    external_id: view.external_id ?? '',
    title: modal?.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    submit: modal?.submit ?? null,
    close: modal?.close ?? null,
    clear_on_close: modal?.clear_on_close ?? false,
    notify_on_close: modal?.notify_on_close ?? false,
    state: { values: values ?? initialValues(view.blocks) },
    hash,
    root_view_id: id,
    previous_view_id: null,
  }
}

/** What the fields of a view hold before anybody fills them in. */
export function initialValues(blocks: Block[]): Values {
  const values: Values = {}
  for (const block of blocks) {
    if (block.type !== 'input') continue
    const { element, block_id: blockId = '' } = block
    values[blockId] = { [element.action_id ?? '']: initialState(element) }
  }
  return values
}

function initialState(element: InputElement): FieldState {
  switch (element.type) {
    case 'plain_text_input':
      return { type: element.type, value: element.initial_value ?? null }
    case 'static_select':
    case 'radio_buttons':
      return { type: element.type, selected_option: element.initial_option ?? null }
    case 'multi_static_select':
    case 'checkboxes':
      return { type: element.type, selected_options: element.initial_options ?? [] }
  }
}
