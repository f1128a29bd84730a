import { App, HTTPReceiver } from '@slack/bolt'

/** The least that answers a slash command: Bolt alone, which stores nothing. Tells its parent the port. */
const receiver = new HTTPReceiver({ signingSecret: process.argv[2] ?? '', endpoints: ['/slack/events'] })
const app = new App({
  receiver,
  authorize: async () => ({ botToken: 'xoxb-unused', botId: 'B1', botUserId: 'UBOT', teamId: 'T1' }),
})
app.command('/ai', async ({ ack }) => {
  await ack()
})
const server = await receiver.start(0)
process.send?.((server.address() as { port: number }).port)
