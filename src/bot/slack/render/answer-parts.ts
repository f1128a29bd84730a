import { limits } from './limits.ts'

/** An answer as structure. */
export type Part =
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; isOrdered: boolean; start: number; items: string[] }

type List = Extract<Part, { kind: 'list' }>

/** Reads an answer's plain text: blank lines part paragraphs, "- " and "1. " begin the items of lists. */
export function answerParts(text: string): Part[] {
  const parts: Part[] = []
  let isOpen = false
  for (const line of text.split('\n')) {
    const item = itemIn(line)
    const last = parts.at(-1)
    if (line.trim() === '') isOpen = false
    else if (item !== null) {
      if (last?.kind === 'list' && continues(last, item)) last.items.push(...item.items)
      else parts.push(item)
      isOpen = false
    } else if (isOpen && last?.kind === 'paragraph') last.text += `\n${line}`
    else {
      parts.push({ kind: 'paragraph', text: line })
      isOpen = true
    }
  }
  return parts
}

/** A list of one item. An item too long for a list stays a paragraph, with its number. */
function itemIn(line: string): List | null {
  if (line.length > limits['rich_text.text']) return null
  const [, number, numbered] = /^\s*(\d{1,3})[.)]\s+(\S.*)$/.exec(line) ?? []
  if (number !== undefined && numbered !== undefined) {
    return { kind: 'list', isOrdered: true, start: Number(number), items: [numbered] }
  }
  const [, bullet] = /^\s*[-•]\s+(\S.*)$/.exec(line) ?? []
  return bullet === undefined ? null : { kind: 'list', isOrdered: false, start: 1, items: [bullet] }
}

/** The numbers of an answer are its own: where they jump, another list begins. */
function continues(list: List, item: List): boolean {
  if (list.isOrdered !== item.isOrdered) return false
  return !list.isOrdered || item.start === list.start + list.items.length
}
