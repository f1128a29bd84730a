import { z } from 'zod'
import { refuseFaults } from '../refusal.ts'
import { viewBlock } from './blocks.ts'
import { repeatedIds } from './check-blocks.ts'
import { faultsOf } from './faults.ts'
import { limits } from './limits.ts'
import { id, plainText } from './texts.ts'

const base = {
  blocks: z.array(viewBlock).max(limits.viewBlocks),
  private_metadata: z.string().max(limits.privateMetadata).optional(),
  callback_id: id.optional(),
  external_id: id.optional(),
}

const home = z.strictObject({ type: z.literal('home'), ...base })
const modal = z.strictObject({
  type: z.literal('modal'),
  ...base,
  title: plainText(limits.viewTitle),
  submit: plainText(limits.viewSubmit).optional(),
  close: plainText(limits.viewSubmit).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
})
export type ModalView = z.infer<typeof modal>
export type HomeView = z.infer<typeof home>

/** A form. @throws SlackRefusal where Slack would not show it. */
export function checkModal(value: unknown): ModalView {
  const view = checked(modal, value)
  if (view.submit === undefined && view.blocks.some(({ type }) => type === 'input'))
    refuseFaults('invalid_arguments', ['missing required field: submit [json-pointer:/view]'])
  return view
}

/** A start page. @throws SlackRefusal where Slack would not show it. */
export const checkHome = (value: unknown): HomeView => checked(home, value)

function checked<View extends ModalView | HomeView>(schema: z.ZodType<View>, value: unknown): View {
  const parsed = schema.safeParse(value)
  if (!parsed.success) refuseFaults('invalid_arguments', faultsOf(parsed.error.issues, '/view'))
  const faults = repeatedIds(parsed.data.blocks)
  if (faults.length > 0) refuseFaults('invalid_arguments', faults)
  return parsed.data
}
