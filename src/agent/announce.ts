import { resolve } from 'node:path'
import type { Agent } from './agent.ts'

interface Places {
  chat: string
  service: string
  /** Where the hosted databases live. */
  databases: string | undefined
}

/** Tells where things are. */
export function announce({ config, folders, progress }: Agent, { chat, service, databases }: Places): void {
  const places: [what: string, where: string][] = [
    ['Chat', chat],
    ['Service', service],
    ['API docs', `${service}/docs`],
    ['Logs', config.LOG_DIR === '' ? folders.logs : resolve(config.LOG_DIR)],
    ['Data', folders.dataDir],
  ]
  if (databases !== undefined && !databases.startsWith(folders.dataDir)) {
    places.push(['Databases', `${databases} (the user they run as cannot enter the data folder)`])
  }
  progress.say()
  for (const [what, where] of places) progress.say(`${what.padEnd(11)}${where}`)
  progress.say()
  progress.say('Ctrl-C stops everything.')
  progress.say()
}
