import { z } from 'zod'
import { limits } from './limits.ts'
import { confirm, id, option, plainText, url } from './texts.ts'

const pressed = { action_id: id.optional() }
const placeholder = plainText(limits.placeholder).optional()
const focus_on_load = z.boolean().optional()
const label = z.string().max(limits.buttonText).optional()
const options = z.array(option).min(1).max(limits.selectOptions)

export const button = z.strictObject({
  type: z.literal('button'),
  ...pressed,
  text: plainText(limits.buttonText),
  value: z.string().max(limits.buttonValue).optional(),
  url: url.optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: label,
})

export const overflow = z.strictObject({
  type: z.literal('overflow'),
  ...pressed,
  options: z.array(option).min(1).max(limits.overflowOptions),
  confirm: confirm.optional(),
})

const feedbackButton = z.strictObject({
  text: plainText(limits.buttonText),
  value: z.string().min(1).max(limits.buttonValue),
  accessibility_label: label,
})
export const feedbackButtons = z.strictObject({
  type: z.literal('feedback_buttons'),
  ...pressed,
  positive_button: feedbackButton,
  negative_button: feedbackButton,
})

export const iconButton = z.strictObject({
  type: z.literal('icon_button'),
  ...pressed,
  icon: z.enum(['trash']),
  text: plainText(limits.buttonText),
  value: z.string().max(limits.buttonValue).optional(),
  confirm: confirm.optional(),
  accessibility_label: label,
  visible_to_user_ids: z.array(z.string()).optional(),
})

export const imageElement = z.strictObject({
  type: z.literal('image'),
  image_url: url,
  alt_text: z.string().min(1).max(limits.altText),
})

export const select = z.strictObject({
  type: z.literal('static_select'),
  ...pressed,
  options,
  initial_option: option.optional(),
  placeholder,
  confirm: confirm.optional(),
  focus_on_load,
})

export const multiSelect = z.strictObject({
  type: z.literal('multi_static_select'),
  ...pressed,
  options,
  initial_options: z.array(option).optional(),
  max_selected_items: z.int().min(1).optional(),
  placeholder,
  confirm: confirm.optional(),
  focus_on_load,
})

const few = z.array(option).min(1).max(limits.checkboxes)
export const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...pressed,
  options: few,
  initial_options: z.array(option).optional(),
  confirm: confirm.optional(),
  focus_on_load,
})

export const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  ...pressed,
  options: few,
  initial_option: option.optional(),
  confirm: confirm.optional(),
  focus_on_load,
})

export const textInput = z.strictObject({
  type: z.literal('plain_text_input'),
  ...pressed,
  initial_value: z.string().max(limits.inputValue).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(limits.inputValue).optional(),
  max_length: z.int().min(1).max(limits.inputValue).optional(),
  placeholder,
  focus_on_load,
})

/** What people fill in. */
export const inputElement = z.discriminatedUnion('type', [
  textInput,
  select,
  multiSelect,
  checkboxes,
  radioButtons,
])
export type InputElement = z.infer<typeof inputElement>
