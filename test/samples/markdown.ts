import { marked, type Token, type Tokens } from 'marked'

export interface Heading {
  level: number
  title: string
}

/** A heading and the text under it, up to the next heading. */
export interface Section extends Heading {
  blocks: string[]
}

/** A chunk of Markdown as the reader sees it: no marks, pictures by nothing at all. */
const plain = (tokens: Token[]): string =>
  tokens
    .map((token) => {
      if (token.type === 'image') return ''
      return 'tokens' in token && token.tokens ? plain(token.tokens) : 'text' in token ? token.text : ''
    })
    .join('')

/** The texts of a Markdown file in reading order: headings, paragraphs, list items and table cells. */
export function textBlocks(markdown: string): string[] {
  return marked.lexer(markdown).flatMap(blocksOf)
}

function blocksOf(token: Token): string[] {
  switch (token.type) {
    case 'blockquote':
      return (token as Tokens.Blockquote).tokens.flatMap(blocksOf)
    case 'list':
      return (token as Tokens.List).items.map((item) => plain(item.tokens))
    case 'table': {
      const { header, rows } = token as Tokens.Table
      return [header, ...rows].flat().map((cell) => plain(cell.tokens))
    }
    case 'heading':
    case 'paragraph':
      return [plain((token as Tokens.Paragraph).tokens)].filter((text) => text !== '')
    default:
      return []
  }
}

/** The sections of a Markdown file; what stands before the first heading is a section of level 0. */
export function sections(markdown: string): Section[] {
  const found: Section[] = [{ level: 0, title: '', blocks: [] }]
  for (const token of marked.lexer(markdown)) {
    const blocks = blocksOf(token)
    if (token.type === 'heading') found.push({ level: token['depth'], title: blocks.join(''), blocks })
    else found.at(-1)?.blocks.push(...blocks)
  }
  return found
}
