import { beforeAll, expect, test } from '@jest/globals'
import type { UploadAccepted } from '../../src/bot/web/api.ts'
import { manualForm } from './harness/manual.ts'
import { type StackPerson, signIn } from './harness/person.ts'
import { type Stack, theStack } from './harness/stack.ts'

/** SOP-003 through the bot, proved by the database and by what everybody is answered then. */
let stack: Stack
let kim: StackPerson
let maria: StackPerson
beforeAll(async () => {
  stack = await theStack()
  kim = await signIn(stack, 'kim')
  maria = await signIn(stack, 'maria')
}, 1_500_000)

test('a manual is read, listed, found by its words and cited; then everybody is answered from it', async () => {
  const form = await manualForm('v4.0.en', {
    title: 'V4.0 Operation',
    machine_models: 'V4.0',
    tags: 'operation',
    language: 'en',
  })
  const sent = await kim.submit('/api/documents?words=low+water+pressure', form)
  expect([sent.status, sent.text]).toEqual([202, expect.stringContaining('document_id')])
  const { document_id: id, run }: UploadAccepted = JSON.parse(sent.text)
  const { status, steps } = await kim.ended(run ?? 0)
  expect([status, steps.filter(({ state }) => state !== 'done')]).toEqual(['done', []])
  const row = await stack.psql(
    `SELECT status || ' ' || pages || ' ' || (SELECT count(*) > 0 FROM knowledge_chunks c WHERE c.document_id = d.document_id)
     FROM knowledge_documents d WHERE document_id = '${id}'`,
  )
  expect(row).toMatch(/^ready \d+ true$/)
  const conversation = await maria.say('What does the error code E-104 of the V4.0 mean?')
  expect(await maria.told(conversation)).toMatch(/E-104 Low water pressure[\s\S]*V4\.0 Operation, page \d/)
})

test('whoever keeps no manuals may not', async () => {
  const form = await manualForm('v4.0.en', { title: 'V4.0' })
  expect((await maria.submit('/api/documents', form)).status).toBe(403)
})
