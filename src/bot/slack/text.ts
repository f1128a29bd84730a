/** All control characters but tab and line breaks: nobody types them, and neither table nor assistant takes them. */
const controls = /[^\P{Cc}\t\n\r]/gu

/** What somebody wrote in Slack's markup, as plain words: links by their text, channels and people by their names. */
export function plainText(text: string): string {
  return unescaped(
    text
      .replace(/<(?:https?|mailto|tel):[^|>]*\|([^>]+)>/g, '$1')
      .replace(/<((?:https?|mailto|tel):[^>]*)>/g, '$1')
      .replace(/<#[A-Z0-9]+\|([^>]*)>/g, '#$1')
      .replace(/<[@!]?[^|>]*\|([^>]+)>/g, '$1')
      .replace(/<!(\w+)[^>]*>/g, '@$1'),
  )
    .replace(controls, '')
    .trim()
}

/** The text without the mentions of somebody. */
export function withoutMention(text: string, userId: string): string {
  return text.replaceAll(new RegExp(`<@${userId}(\\|[^>]*)?>[,:]?`, 'g'), ' ').replace(/ {2,}/g, ' ')
}

export const mentions = (text: string, userId: string): boolean => text.includes(`<@${userId}`)

/** Whether a text speaks to people by name. */
export const mentionsAnybody = (text: string): boolean => /<@[UW][A-Z0-9]+/.test(text)

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
