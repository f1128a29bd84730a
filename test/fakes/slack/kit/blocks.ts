import { z } from 'zod'
import {
  button,
  checkboxes,
  feedbackButtons,
  iconButton,
  imageElement,
  inputElement,
  multiSelect,
  overflow,
  radioButtons,
  select,
} from './elements.ts'
import { limits } from './limits.ts'
import { richText } from './rich-text.ts'
import { anyText, id, mrkdwn, plainText, url } from './texts.ts'

const block_id = id.optional()

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id,
    text: anyText().optional(),
    fields: z.array(anyText(limits.field)).min(1).max(limits.fields).optional(),
    accessory: z
      .discriminatedUnion('type', [
        button,
        overflow,
        imageElement,
        select,
        multiSelect,
        checkboxes,
        radioButtons,
      ])
      .optional(),
    expand: z.boolean().optional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, {
    error: 'missing required field: text',
  })

const actions = z.strictObject({
  type: z.literal('actions'),
  block_id,
  elements: z
    .array(z.discriminatedUnion('type', [button, overflow, select, multiSelect, checkboxes, radioButtons]))
    .min(1)
    .max(limits.actions),
})

const context = z.strictObject({
  type: z.literal('context'),
  block_id,
  elements: z
    .array(z.discriminatedUnion('type', [imageElement, plainText(), mrkdwn()]))
    .min(1)
    .max(limits.context),
})

const contextActions = z.strictObject({
  type: z.literal('context_actions'),
  block_id,
  elements: z
    .array(z.discriminatedUnion('type', [feedbackButtons, iconButton]))
    .min(1)
    .max(limits.contextActions),
})

const header = z.strictObject({ type: z.literal('header'), block_id, text: plainText(limits.header) })
const divider = z.strictObject({ type: z.literal('divider'), block_id })
const image = z.strictObject({
  type: z.literal('image'),
  block_id,
  image_url: url,
  alt_text: z.string().min(1).max(limits.altText),
  title: plainText(limits.altText).optional(),
})
const markdown = z.strictObject({
  type: z.literal('markdown'),
  block_id,
  text: z.string().min(1).max(limits.markdown),
})
const input = z.strictObject({
  type: z.literal('input'),
  block_id,
  label: plainText(limits.inputLabel),
  element: inputElement,
  hint: plainText(limits.inputLabel).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
})
const cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  richText,
])
const table = z.strictObject({
  type: z.literal('table'),
  block_id,
  rows: z.array(z.array(cell).min(1).max(limits.tableColumns)).min(1).max(limits.tableRows),
  column_settings: z.array(z.looseObject({})).optional(),
})

const anywhere = [section, actions, context, header, divider, image, richText] as const

/** What a message is made of. */
export const messageBlock = z.discriminatedUnion('type', [
  ...anywhere,
  contextActions,
  markdown,
  table,
  input,
])
export type Block = z.infer<typeof messageBlock>

/** What forms and start pages are made of. */
export const viewBlock = z.discriminatedUnion('type', [...anywhere, input])
