import type { ChatAnswer } from '../../../assistant-api.ts'
import { UserError } from '../../../errors.ts'
import type { Verdict } from '../../checks.ts'
import { changesIn } from '../../parameters/changes.ts'
import type { Noted } from '../../run.ts'
import type { CheckKind } from '../kinds.ts'
import { isAway } from '../parts.ts'

/** Asked where the manuals suggest nothing: that nothing is found is an answer too. */
const anyQuestion = { question: 'How do I start the machine?', machine_model: null }

/** A question is answered, by a model where one is set. */
export const chatAnswers: CheckKind<{ changes: string }> = {
  command: () => 'assistant chat: a sample question',
  async look({ changes }, { before, key }, { assistant, signal }) {
    const [suggested] = await assistant.suggestions(signal)
    const { question, machine_model: model } = suggested ?? anyQuestion
    const ofMachine = model === null ? {} : { machineModel: model }
    const { models } = await assistant.info(signal)
    const answer = await assistant.ask({ question, ...ofMachine, key }, signal).catch(refusal)
    if (answer instanceof UserError) return failed(`“${question}” was refused: ${answer.message}`)
    const isModelMeant = models.chat !== null && !wasWithoutModel(before, changes)
    return verdictOn(answer, question, isModelMeant)
  },
}

/** What stays away for a moment is asked again; a refusal stands. */
function refusal(error: unknown): UserError {
  if (error instanceof UserError && !isAway(error)) return error
  throw error
}

/** The model service was away already, and nothing about it was changed. */
function wasWithoutModel({ lacked = [] }: Noted, changes: string): boolean {
  const isChanged = changes !== '' && changesIn(changes).some(({ name }) => name.startsWith('OPENAI_'))
  return lacked.includes('openai') && !isChanged
}

/** A passage that is quoted where a model should write says that the model did not answer. */
export function verdictOn(answer: ChatAnswer, question: string, isModelMeant: boolean): Verdict {
  const { mode, stopped_early: isCut } = answer
  if (isCut) return failed(`The answer to “${question}” stopped early.`)
  if (mode === 'extractive' && isModelMeant) {
    return failed(`“${question}” was answered by quoting the manuals: the model that is set did not answer.`)
  }
  const how = {
    model: 'written by AI',
    extractive: 'quoted from the manuals',
    verified: 'by a person, whose answer is kept',
    none: 'not found, and said so',
  }[mode]
  return {
    verdict: 'met',
    detail: `“${question}” was answered: ${how}.`,
    evidence: [{ label: 'Sample chat', value: how }],
  }
}

const failed = (detail: string): Verdict => ({ verdict: 'failed', detail, evidence: [] })
