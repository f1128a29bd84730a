import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { understand } from '../../../src/assistant/answer/understand.ts'
import { findVerified } from '../../../src/assistant/verified/find.ts'
import { putVerifiedAnswer } from '../../../src/assistant/verified/store.ts'
import { type KnowledgeBase, openKnowledgeBase } from '../knowledge/knowledge-base.ts'
import { type Case, kept, known, unseen } from './questions.ts'

jest.setTimeout(120_000)

const models = ['V4.0', 'V3.1B']
let base: KnowledgeBase

beforeAll(async () => {
  base = await openKnowledgeBase()
  const samples = ['v4.0.en', 'v4.0.el', 'v3.1b.en', 'v3.1b.el']
  const ids = []
  for (const name of samples) {
    const pdf = readFileSync(join(import.meta.dirname, `../../../samples/manuals/${name}.pdf`))
    ids.push(
      await base.add(pdf, { machine_models: [name.slice(0, -3).toUpperCase()], language: name.slice(-2) }),
    )
  }
  await base.read(ids)
  for (const { id, model, question, answer } of kept) {
    await putVerifiedAnswer(base.db, id, {
      version: 1,
      status: 'approved',
      question,
      answer,
      machine_model: model,
      language: null,
      documents: [],
      citations: [],
      written_by: 'Anna',
      reviewed_by: 'Petros',
      expires_at: '2099-01-01T00:00:00Z',
    })
  }
})
afterAll(async () => base?.close())

const idFor = async ([text, , machineModel = 'V4.0']: Case): Promise<string | null> => {
  const session = { machineModel: null, language: null }
  const asked = understand(
    { text, machineModel, language: null, session, history: [], isOfManuals: false },
    models,
  )
  return (await findVerified(base.db, asked, models, new Date()))?.id ?? null
}

test.each<[string, Case[], number, number]>([
  ['by which the rules were made', known, 31, 33],
  ['that were not looked at while they were made', unseen, 23, 35],
])(
  'of the questions %s, none gets the answer to another, and most in other words get theirs',
  async (_, cases, atLeast, of) => {
    const found = await Promise.all(cases.map(async (one) => ({ one, id: await idFor(one) })))
    const wrong = found.filter(({ one: [, expected], id }) => id !== null && id !== expected)
    expect(wrong).toEqual([])
    expect(cases.filter(([, expected]) => expected !== null)).toHaveLength(of)
    expect(found.filter(({ id }) => id !== null).length).toBeGreaterThanOrEqual(atLeast)
  },
)
