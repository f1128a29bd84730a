import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { pino } from 'pino'
import { slackClient } from '../../../../src/bot/slack/api/client.ts'
import { downloadFile } from '../../../../src/bot/slack/api/files.ts'
import { readConfig } from '../../../../src/config.ts'
import { type FakeSlack, startFakeSlack } from '../../../harness/slack.ts'
import { slackSettings } from '../../../harness/slack-bot.ts'

let slack: FakeSlack
beforeEach(async () => {
  slack = await startFakeSlack()
})
afterEach(() => slack.stop())

/** Shares a file, and has it fetched as the bot would. */
async function fetched(externalUrl?: string): Promise<string> {
  const content = new TextEncoder().encode('pages')
  await slack.person('kim').shares('#general', { name: 'a.pdf', content })
  const [file] = slack.world.files.values()
  if (file === undefined) throw new Error('no file was shared')
  if (externalUrl !== undefined) file.externalUrl = externalUrl
  const config = readConfig(slackSettings(slack, 'http'))
  const client = slackClient(config, pino({ level: 'silent' }))
  const sent = { id: file.id, name: file.name, type: file.mimetype, size: content.byteLength }
  return await text(await downloadFile(sent, new AbortController().signal, { client, config }))
}

test('a file comes as it is', async () => {
  expect(await fetched()).toBe('pages')
})

test('a file of another service is refused, and that service never sees the token', async () => {
  await expect(fetched(`${slack.world.address}/files-pri/elsewhere`)).rejects.toMatchObject({
    message: 'a.pdf lives in another service.',
    action: 'Upload the PDF itself.',
  })
  expect(slack.calls.filter(({ method }) => method === 'download')).toEqual([])
})

test.each(['file_not_found', 'file_deleted'])('where Slack says %s, it is gone', async (code) => {
  slack.faults.plan('files.info', { kind: 'refusal', code })
  await expect(fetched()).rejects.toMatchObject({ code: 'no_file' })
})

test('a fault of Slack’s is no deletion', async () => {
  slack.faults.plan('files.info', { kind: 'refusal', code: 'missing_scope' })
  await expect(fetched()).rejects.toMatchObject({ data: { error: 'missing_scope' } })
  slack.world.files.clear()
  slack.faults.plan('download', { kind: 'status', status: 503 })
  await expect(fetched()).rejects.toThrow('Slack answered 503 for a file')
})
