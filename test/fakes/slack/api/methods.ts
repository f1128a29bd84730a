import { assistantMethods } from './assistant.ts'
import { chatMethods } from './chat.ts'
import { conversationMethods } from './conversations.ts'
import { fileMethods } from './files.ts'
import type { Method } from './method.ts'
import { peopleMethods } from './people.ts'
import { streamMethods } from './streams.ts'
import { viewMethods } from './views.ts'

/** The Web API, as far as it is there. */
export const methods: Record<string, Method> = {
  ...chatMethods,
  ...streamMethods,
  ...assistantMethods,
  ...conversationMethods,
  ...peopleMethods,
  ...viewMethods,
  ...fileMethods,
  'apps.connections.open': {
    scopes: ['connections:write'],
    token: 'app',
    run: (_given, { socketAddress }) => ({ url: socketAddress() }),
  },
}
