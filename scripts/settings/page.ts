import { readConfig, settings } from '../../src/config.ts'

/** docs/settings.md, from the one table of settings. */
export function settingsPage(): string {
  const defaults: Record<string, unknown> = readConfig({})
  const rows = Object.entries(settings).map(([name, setting]) => {
    const value = defaults[name]
    const secret = 'secret' in setting ? ' Secret.' : ''
    const changeable = 'changeable' in setting ? ' May be changed from chat.' : ''
    return `| \`${name}\` | ${value === undefined ? '' : `\`${String(value)}\``} | ${setting.doc}${secret}${changeable} |`
  })
  return [
    '# Settings',
    '',
    'Environment variables; an empty one counts as not set. A wrong one is named at the start, and nothing is',
    'started. This page is written by `npm run settings` from the table in `src/config.ts`.',
    '',
    '| setting | default | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
