import { expect, test } from '@jest/globals'
import { promptFor } from '../../../src/assistant/answer/prompt.ts'
import { passage } from './passage.ts'

function promptIn(language: string) {
  const prompt = promptFor({
    question: 'E-104?',
    language,
    machineModel: 'V4.0',
    history: [],
    passages: [passage('Start-up', 'Turn the main switch to ON.')],
  })
  return { rules: prompt[0]?.text ?? '', asking: prompt.at(-1)?.text ?? '' }
}

test.each([
  ['el', 'Greek', 'Γράψε την απάντηση στα ελληνικά.'],
  ['de', 'German', 'Schreibe die Antwort auf Deutsch.'],
  ['en', 'English', 'Write the answer in English.'],
  ['ja', 'Japanese', 'Write the answer in 日本語.'],
])(
  'a model is told to write in %s: by name in the rules, and last in the language itself',
  (language, name, own) => {
    const { rules, asking } = promptIn(language)
    expect(rules).toContain(`Write in ${name}, whatever language the passages are in.`)
    expect(asking.endsWith(`Question: E-104?\n\n${own}`)).toBe(true)
  },
)
