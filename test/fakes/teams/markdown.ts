/** Where a text stands: Teams knows HTML in messages, and none in cards. */
export type Markup = 'message' | 'card' | 'xml'

/** A text as it is shown: without markup, entities and what is shown as nothing. */
export function visible(text: string, markup: Markup): string {
  const kept: string[] = []
  // What stands for something else is set aside, so that nothing reads it as markup.
  const keep = (words: string): string => `\uE000${kept.push(words) - 1}\uE001`
  const escaped =
    markup === 'xml'
      ? text
      : text
          .replaceAll(/\\([!-/:-@[-`{-~])/g, (_, sign: string) => keep(sign))
          .replaceAll(/(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g, (_, _ticks, code: string) => keep(code.trim()))
  const tagless = markup === 'card' ? escaped : withoutTags(escaped)
  const plain = markup === 'xml' ? tagless : withoutMarks(tagless)
  return withoutEntities(plain)
    .replaceAll(/\uE000(\d+)\uE001/g, (_, index: string) => kept[Number(index)] ?? '')
    .replaceAll(invisible, '')
}

/** Without what is shown as nothing; mentions are shown in plain texts too. */
export const readable = (text: string): string =>
  text.replaceAll(/<at>(.*?)<\/at>/g, '@$1').replaceAll(invisible, '')

const invisible = /\u200b|\u200c|\u2060|\ufeff/g

function withoutTags(text: string): string {
  return text
    .replaceAll(/<br\s*\/?>|<\/(?:p|div|li)>/gi, '\n')
    .replaceAll(/<at>(.*?)<\/at>/g, '@$1')
    .replaceAll(/<(script|style)\b[\s\S]*?<\/\1>/gi, '')
    .replaceAll(/<\/?[a-zA-Z!][^<>]*>/g, '')
}

function withoutMarks(text: string): string {
  return text
    .replaceAll(/!?\[([^\]\n]*)\]\([^)\s]*(?:\s+"[^"]*")?\)/g, '$1')
    .replaceAll(/^ {0,3}#{1,6} +/gm, '')
    .replaceAll(/^ {0,3}(?:>|&gt;) ?/gm, '')
    .replaceAll(/^( *)[*+] +/gm, '$1- ')
    .replaceAll(/\*\*(?!\s)([^\n]+?)(?<!\s)\*\*/g, '$1')
    .replaceAll(/(?<![\w*])\*(?![\s*])([^*\n]+?)(?<!\s)\*(?![\w*])/g, '$1')
    .replaceAll(/(?<!\w)__(?!\s)([^\n]+?)(?<!\s)__(?!\w)/g, '$1')
    .replaceAll(/(?<![\w_])_(?![\s_])([^_\n]+?)(?<!\s)_(?![\w_])/g, '$1')
    .replaceAll(/~~(?!\s)([^~\n]+?)(?<!\s)~~/g, '$1')
}

function withoutEntities(text: string): string {
  return text
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll(/&(lt|gt|quot|apos|nbsp|amp);/g, (_, name: string) => entities[name] ?? '')
}

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', amp: '&' }
