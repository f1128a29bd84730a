import { mentionsIn, type TeamsActivity } from './activity.ts'

/** What somebody wrote, without the name of the bot. */
export function wordsOf(activity: TeamsActivity): string {
  const { text, recipient } = activity
  const names = mentionsIn(activity).filter(({ id }) => id === recipient.id)
  const without = names.reduce((rest, name) => rest.replace(name.text, ' '), text ?? '')
  return without
    .replace(/<at>([^<]*)<\/at>/g, '$1')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('\u00a0', ' ')
    .trim()
}
