import type { App } from '@slack/bolt'
import { listenToCommands } from './listeners/commands.ts'
import { listenToEvents } from './listeners/events.ts'
import { listenToForms } from './listeners/forms.ts'
import type { ListenerParts } from './listeners/parts.ts'
import { listenToPresses } from './listeners/presses.ts'
import { listenToShortcuts } from './listeners/shortcut.ts'
import { noteUnknown } from './listeners/unknown.ts'

/** Everything that Slack sends, on its way into the intake. Each listener ends when it is stored, or refused. */
export function addListeners(app: App, parts: ListenerParts): void {
  noteUnknown(app, parts)
  listenToEvents(app, parts)
  listenToCommands(app, parts)
  listenToPresses(app, parts)
  listenToForms(app, parts)
  listenToShortcuts(app, parts)
}
