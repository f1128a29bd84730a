import type { KnownBlock } from '@slack/types'

/** Names the blocks in which something can be pressed `<n>|<post key>`: so a press says on which post it was. */
export function pressable(blocks: KnownBlock[], postKey: string): KnownBlock[] {
  let number = 0
  return blocks.map((block) => {
    if (block.type !== 'actions' && block.type !== 'context_actions') return block
    number += 1
    return { ...block, block_id: `${number}|${postKey}` }
  })
}
