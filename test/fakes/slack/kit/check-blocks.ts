import { z } from 'zod'
import { refuse, refuseFaults } from '../refusal.ts'
import { type Block, messageBlock } from './blocks.ts'
import { faultsOf } from './faults.ts'
import { limits } from './limits.ts'
import { actionIdsOf } from './pressables.ts'

const messageBlocks = z.array(messageBlock).max(limits.messageBlocks)

/**
 * The blocks of a message.
 * @throws SlackRefusal where Slack would not take them.
 */
export function checkBlocks(value: unknown): Block[] {
  if (!Array.isArray(value)) refuse('invalid_blocks_format')
  const parsed = messageBlocks.safeParse(value)
  if (!parsed.success) refuseFaults('invalid_blocks', faultsOf(parsed.error.issues, '/blocks'))
  const blocks = parsed.data
  const faults = repeatedIds(blocks)
  if (faults.length > 0) refuseFaults('invalid_blocks', faults)
  checkLength(blocks)
  return blocks
}

/** Each `block_id` once in a message, each `action_id` once in a block. */
export function repeatedIds(blocks: Block[]): string[] {
  const blockIds = blocks.flatMap(({ block_id: id }) => (id === undefined ? [] : [id]))
  return [
    ...repeated(blockIds).map((id) => `block_id already exists: ${id} [json-pointer:/blocks]`),
    ...blocks.flatMap((block, index) =>
      repeated(actionIdsOf(block)).map(
        (id) => `action_id already exists: ${id} [json-pointer:/blocks/${index}]`,
      ),
    ),
  ]
}

const repeated = (ids: string[]): string[] => ids.filter((id, index) => ids.indexOf(id) !== index)

function checkLength(blocks: Block[]): void {
  const isMarkdown = ({ type }: Block) => type === 'markdown'
  const markdown = textLength(blocks.filter(isMarkdown))
  const others = textLength(blocks.filter((block) => !isMarkdown(block)))
  if (markdown > limits.markdown || others > limits.messageBlocksText) refuse('msg_blocks_too_long')
  if (blocks.filter(({ type }) => type === 'table').length > 1)
    refuseFaults('invalid_attachments', ['only_one_table_allowed'])
}

/** Of all properties called `text` that hold a text, however deep. */
function textLength(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce(
    (sum, [name, part]) =>
      sum + (name === 'text' && typeof part === 'string' ? part.length : textLength(part)),
    0,
  )
}
