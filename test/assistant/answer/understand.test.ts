import { describe, expect, test } from '@jest/globals'
import { detectLanguage } from '../../../src/assistant/answer/language.ts'
import { modelsNamedIn, withoutModels } from '../../../src/assistant/answer/machine-model.ts'
import type { Question } from '../../../src/assistant/answer/question.ts'
import { understand } from '../../../src/assistant/answer/understand.ts'

const known = ['V3.1B', 'V4.0', 'tv', 's10']
const ask = (text: string, more: Partial<Question> = {}) =>
  understand(
    {
      text,
      machineModel: null,
      language: null,
      session: { machineModel: null, language: null },
      history: [],
      isOfManuals: false,
      ...more,
    },
    known,
  )
const following = (...questions: string[]): Partial<Question> => ({
  history: questions.map((question) => ({ question, answer: '…' })),
})

test.each([
  ['How do I start the machine?', 'en'],
  ['Πώς ξεκινάει;', 'el'],
  ['Τι σημαίνει E-104;', 'el'],
  ['Wie starte ich die Maschine?', 'de'],
  ['Comment démarrer la machine avec le disque ?', 'fr'],
  ['¿Cómo se pone en marcha la máquina?', 'es'],
  ['Как запустить машину?', 'ru'],
  ['E-104', null],
  ['', null],
])('“%s” is %s', (text, language) => {
  expect(detectLanguage(text)).toBe(language)
})

test.each([
  ['How do I start the V4.0?', ['V4.0']],
  ['start v4', ['V4.0']],
  ['the v3.1b leaks', ['V3.1B']],
  ['V 4.0 torque', []],
  ['connect the s10 to my tv', ['s10']],
  ['my tv is dark', []],
  ['s1', []],
  ['V3 or V4?', ['V3.1B', 'V4.0']],
])('“%s” names %j', (text, models) => {
  expect(modelsNamedIn(text, known)).toEqual(models)
})

test('the topic of a question is what is left without model names', () => {
  expect(withoutModels('How do I start the V4.0 in winter?', known)).toBe('How do I start the  in winter?')
})

describe('the machine', () => {
  test('that a question names comes before the one that was chosen, and that before the session’s', () => {
    const chosen = { machineModel: 'V3.1B', session: { machineModel: 's10', language: null } }
    expect(ask('start the V4.0', chosen).machineModel).toBe('V4.0')
    expect(ask('start it', chosen).machineModel).toBe('V3.1B')
    expect(ask('start it', { ...chosen, machineModel: null }).machineModel).toBe('s10')
  })

  test('is none in particular where two are compared', () => {
    expect(ask('V3.1B or V4.0, which is faster?', { machineModel: 'V4.0' }).machineModel).toBeNull()
  })
})

describe('a short question', () => {
  test.each(['and for the V3.1B?', 'what torque?', 'And the second one?'])(
    '“%s” leans on the one before',
    (text) => {
      const { queries } = ask(text, following('How do I replace the blades?'))
      expect(queries[0]).toMatch(/^How do I replace the blades\?/)
      expect(queries).toHaveLength(2)
    },
  )

  test('leans on the last one that stood by itself', () => {
    const { queries } = ask('and how long?', following('How do I replace the blades?', 'what torque?'))
    expect(queries[0]).toBe('How do I replace the blades? what torque? and how long?')
  })

  test.each(['E-105?', 'How often must the pump oil be changed?'])('“%s” stands by itself', (text) => {
    expect(ask(text, following('How do I replace the blades?')).queries).toEqual([text])
  })
})

test('the language is that of the question, else the asker’s, else the session’s, else English', () => {
  expect(ask('Πώς ξεκινάει;', { language: 'en' }).language).toBe('el')
  expect(ask('E-104', { language: 'de' }).language).toBe('de')
  expect(ask('E-104', { session: { machineModel: null, language: 'fr' } }).language).toBe('fr')
  expect(ask('E-104').language).toBe('en')
})
