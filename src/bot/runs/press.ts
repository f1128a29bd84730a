import type { Actor } from '../../actor.ts'
import { UserError } from '../../errors.ts'
import type { Run } from '../../sops/run.ts'
import type { DryRun, Runs } from '../../sops/runs.ts'
import { longestReason } from '../cards/run/parts.ts'

/** A button of a run that was pressed. */
export interface RunPress {
  action: string
  value: string
  /** What was typed at the press. */
  input?: string
}

type Press = (press: RunPress, actor: Actor, runs: Runs) => Promise<Run | DryRun>

/** What each button of a run's card does. */
const presses: Record<string, Press> = {
  'run-approve': (press, actor, runs) => {
    const number = typed(press)
    return runs.approve({ ...decision(press), ...(number !== null && { typed: number }) }, actor)
  },
  'run-reject': (press, actor, runs) => runs.reject({ ...decision(press), reason: typed(press) }, actor),
  'run-emergency': (press, actor, runs) =>
    runs.breakGlass({ ...decision(press), reason: required(press) }, actor),
  'run-review': (press, actor, runs) => runs.review(decision(press).number, typed(press), actor),
  'run-withdraw': (press, actor, runs) => runs.withdraw(numberIn(press), actor),
  'run-dry-run': (press, actor, runs) => runs.dryRun(numberIn(press), actor),
  'run-stop-after-step': (press, actor, runs) => runs.stopAfterStep(numberIn(press), actor),
  'run-check-again': (press, actor, runs) => runs.checkAgain(numberIn(press), actor),
  'run-continue': (press, actor, runs) => runs.settle(numberIn(press), 'continue', actor),
  'run-end': (press, actor, runs) => runs.settle(numberIn(press), 'end', actor),
  'run-retry': (press, actor, runs) => {
    const [number, step] = words(press, /^(\d{1,9}) (\d{1,3})$/)
    return runs.retry(Number(number), Number(step), actor)
  },
  'run-read-again': (press, actor, runs) => {
    const [number, step] = words(press, /^(\d{1,9}) (\d{1,3})$/)
    return runs.readAgain(Number(number), Number(step), actor)
  },
  'run-remove-manual': (press, actor, runs) => {
    const [number, document = ''] = words(press, /^(\d{1,9}) ([0-9a-f-]{36})$/)
    return runs.removeDocument(Number(number), document, actor)
  },
  'run-record': (press, _, runs) => existing(numberIn(press), runs),
}

/** The actions that `pressRun` knows. */
export const runPresses: readonly string[] = Object.keys(presses)

/**
 * Does what a button of a run says.
 * @returns the run as it is then; for `run-dry-run` what would happen.
 * @throws UserError with the engine's refusal, or for a press that no card offers.
 */
export async function pressRun(press: RunPress, actor: Actor, runs: Runs): Promise<Run | DryRun> {
  const act = Object.hasOwn(presses, press.action) ? presses[press.action] : undefined
  if (act === undefined) throw notOffered()
  return await act(press, actor, runs)
}

/** Whether a press answered with a dry run. */
export const isDryRun = (result: Run | DryRun): result is DryRun => !('number' in result)

/** The run of a number. @throws UserError where there is none. */
export async function existing(number: number, runs: Pick<Runs, 'find'>): Promise<Run> {
  const run = await runs.find(number)
  if (run !== null) return run
  throw new UserError('no_run', `There is no run R-${number}.`, { status: 404, action: 'See /ai runs.' })
}

function decision(press: RunPress): { number: number; digest: string } {
  const [number, digest = ''] = words(press, /^(\d{1,9}) ([0-9a-zA-Z]{4,128})$/)
  return { number: Number(number), digest }
}

function numberIn(press: RunPress): number {
  return Number(words(press, /^(\d{1,9})$/)[0])
}

function words({ value }: RunPress, shape: RegExp): string[] {
  const match = shape.exec(value)
  if (match === null) throw notOffered()
  return match.slice(1)
}

function typed({ input = '' }: RunPress): string | null {
  const text = input.trim()
  if (text.length <= longestReason) return text === '' ? null : text
  throw new UserError('reason_too_long', `The reason is longer than ${longestReason} characters.`, {
    action: 'Shorten it.',
  })
}

function required(press: RunPress): string {
  const reason = typed(press)
  if (reason !== null) return reason
  throw new UserError('no_reason', 'An emergency run needs a reason.', {
    action: 'Press the button again and give one. Everybody on call sees it.',
  })
}

function notOffered(): UserError {
  return new UserError('stale_button', 'This button is no longer in use.', {
    action: 'Look at the newest message of the conversation.',
  })
}
