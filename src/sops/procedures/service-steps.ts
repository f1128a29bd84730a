import { defineStep } from '../sop.ts'

/** The steps that procedures about one service share. They take the parameter `service`. */

/** Notes which processes run, and since when. */
export const lookAtState = defineStep({
  id: 'state',
  kind: 'observe',
  observe: 'state',
  service: { parameter: 'service' },
  title: 'Check the current state',
  success: 'It is known which processes run, and since when.',
  timeoutSeconds: 60,
  onFailure: 'Check that the agent runs, then ask again.',
  undo: null,
})

/** Notes the kinds of errors that the log holds before anything is done. */
export const lookForErrors = defineStep({
  id: 'errors-before',
  kind: 'observe',
  observe: 'log-errors',
  service: { parameter: 'service' },
  title: 'Look for errors in the log',
  success: 'The kinds of errors that the log holds are noted.',
  timeoutSeconds: 60,
  onFailure: 'Check that the agent runs, then ask again.',
  undo: null,
})

/** Health is good, and stays so. */
export const proveHealth = defineStep({
  id: 'healthy',
  kind: 'verify',
  check: 'healthy',
  forSeconds: 'proof_seconds',
  service: { parameter: 'service' },
  title: 'Check health',
  success: 'Health is good, and stays good for {proof_seconds} s more.',
  timeoutSeconds: 90,
  onFailure: 'Find the cause in the log, then retry this step or escalate.',
  undo: null,
})

/** After what was done was taken back: health is what it was. */
export const proveHealthAsBefore = defineStep({
  id: 'healthy-again',
  kind: 'verify',
  check: 'health-as-before',
  forSeconds: 'proof_seconds',
  service: { parameter: 'service' },
  title: 'Check health',
  success: 'Health is as good as before, and stays so for {proof_seconds} s more.',
  timeoutSeconds: 90,
  onFailure: 'Find the cause in the log, then retry this step or escalate.',
  undo: null,
})

/** The assistant answers; where settings were changed, `changes` says which. */
export const askSampleQuestion = defineStep({
  id: 'chat',
  kind: 'verify',
  check: 'chat-answers',
  changes: '',
  title: 'Ask a sample question',
  success: 'It is answered, by a model where one is set; an honest “not found” counts.',
  timeoutSeconds: 120,
  onFailure: 'Look at what was answered, and at the log.',
  undo: null,
})

/** Nothing went wrong in a way that the log did not know before. */
export const proveNoNewErrors = defineStep({
  id: 'no-new-errors',
  kind: 'verify',
  check: 'no-new-errors',
  service: { parameter: 'service' },
  title: 'Check the log for new errors',
  success: 'The log holds no kind of error that it did not hold before.',
  timeoutSeconds: 60,
  onFailure: 'Read the new errors; escalate when they are not understood.',
  undo: null,
})
