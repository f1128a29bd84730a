import type { Block } from './blocks.ts'
import type { Option } from './texts.ts'

/** Something that a person can press, as it is seen. */
export interface Pressable {
  label: string
  type: 'button' | 'overflow' | 'feedback_buttons' | 'icon_button'
  blockId: string
  actionId: string
  value: string | undefined
  /** The choice of a menu. */
  option?: Option
  /** A button that only opens a page. */
  url?: string
}

/** All that can be pressed in a message, from top to bottom. */
export function pressablesOf(blocks: Block[]): Pressable[] {
  return blocks.flatMap((block) =>
    elementsOf(block).flatMap((element) => pressablesIn(element, block.block_id ?? '')),
  )
}

/** The `action_id`s of a block, as given. */
export function actionIdsOf(block: Block): string[] {
  const elements = block.type === 'input' ? [block.element] : elementsOf(block)
  return elements.flatMap((element) =>
    'action_id' in element && element.action_id ? [element.action_id] : [],
  )
}

type Element = ReturnType<typeof elementsOf>[number]

function elementsOf(block: Block) {
  switch (block.type) {
    case 'actions':
    case 'context_actions':
      return block.elements
    case 'section':
      return block.accessory === undefined ? [] : [block.accessory]
    default:
      return []
  }
}

function pressablesIn(element: Element, blockId: string): Pressable[] {
  switch (element.type) {
    case 'button':
    case 'icon_button': {
      const { type, text, action_id: actionId = '', value } = element
      const url = 'url' in element && element.url !== undefined ? { url: element.url } : {}
      return [{ type, label: text.text, blockId, actionId, value, ...url }]
    }
    case 'overflow': {
      const { type, action_id: actionId = '', options } = element
      return options.map((option) => ({
        type,
        label: option.text.text,
        blockId,
        actionId,
        value: undefined,
        option,
      }))
    }
    case 'feedback_buttons': {
      const { type, action_id: actionId = '', positive_button: up, negative_button: down } = element
      return [up, down].map(({ text, value }) => ({ type, label: text.text, blockId, actionId, value }))
    }
    default:
      return []
  }
}
