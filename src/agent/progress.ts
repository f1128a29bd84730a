import { styleText } from 'node:util'

/** Where the agent tells people what happens: a terminal, or anything else that takes text. */
export interface Terminal {
  write(text: string): void
  /** Whether a line can be written over. */
  isTTY?: boolean
}

export interface Progress {
  /** Shows a piece of work, with its seconds when it is done. `done` may tell more from its result. */
  step<T>(title: string, work: () => Promise<T>, done?: (result: T) => string): Promise<T>
  /** One line. */
  say(text?: string): void
  /** One line with the time, about something that happened while running. */
  happened(text: string, mark?: Mark): void
}

type Mark = 'good' | 'bad'

/** Quiet lines, one a step; on a terminal each shows that it is under way. */
export function showProgress(terminal: Terminal): Progress {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    terminal.isTTY ? styleText(style, text) : text
  const signs = { good: paint('green', '✓'), bad: paint('red', '✗') }
  const replace = terminal.isTTY ? '\r\u001b[K' : ''
  const line = (text: string): void => terminal.write(`${replace}${text}\n`)

  const step: Progress['step'] = async (title, work, done) => {
    const started = performance.now()
    if (terminal.isTTY) terminal.write(`\r  ${paint('dim', `… ${title}`)}`)
    const finished = (mark: Mark, detail: string): void => {
      const seconds = `${((performance.now() - started) / 1_000).toFixed(1)} s`
      line(`  ${signs[mark]} ${title.padEnd(15)} ${detail.padEnd(44)} ${paint('dim', seconds.padStart(6))}`)
    }
    try {
      const result = await work()
      finished('good', done?.(result) ?? '')
      return result
    } catch (error) {
      finished('bad', '')
      throw error
    }
  }
  return {
    step,
    say: (text = '') => line(text === '' ? '' : `  ${text}`),
    happened: (text, mark = 'good') => line(`  ${signs[mark]} ${paint('dim', timeOfDay())} ${text}`),
  }
}

function timeOfDay(): string {
  return new Date().toTimeString().slice(0, 8)
}
